// SPDX-License-Identifier: Apache-2.0
#include "agent/serial_server.h"

#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>

#include "agent/log.h"
#include "common/bounded_file.h"
#include "common/system_error.h"

namespace vc::agent {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPortDirectory = "/sys/class/virtio-ports";
constexpr std::size_t kMaxNameBytes = 4096;
// The kernel's own events, as opposed to those that udev sends on.
constexpr unsigned kKernelUeventGroup = 1;

UniqueFd open_uevents() {
  const int type = SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  UniqueFd socket(checked(::socket(AF_NETLINK, type, NETLINK_KOBJECT_UEVENT), "socket", "uevent"));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = kKernelUeventGroup;
  checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind",
          "uevent");
  return socket;
}

// The device node's name (vport0p1) of the port called `name`, if it is there.
std::optional<std::string> find_port(const std::string& name) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(kPortDirectory, error)) {
    // A port gets its name attribute only once the host has told its name.
    const fs::path attribute = entry.path() / "name";
    if (!fs::exists(attribute)) continue;
    if (read_file(attribute, kMaxNameBytes) == name + "\n") return entry.path().filename();
  }
  return std::nullopt;
}

}  // namespace

SerialServer::SerialServer(EventLoop& loop, const Router& router, std::string port_name)
    : loop_(loop), router_(router), port_name_(std::move(port_name)), uevents_(open_uevents()) {
  uevent_watch_.emplace(loop, uevents_.get(), [this](std::uint32_t) { on_uevent(); });
  uevent_watch_->set(EPOLLIN);
  // Only now, so that a port that appears in between is not missed.
  look_for_port();
}

void SerialServer::on_uevent() {
  bool concerns_us = false;
  std::array<char, 4096> event;
  for (;;) {
    const ssize_t size = ::recv(uevents_.get(), event.data(), event.size(), 0);
    // ENOBUFS: events were lost, so look whatever they were.
    if (size < 0 && errno == ENOBUFS) concerns_us = true;
    if (size <= 0) break;
    const std::string_view text(event.data(), static_cast<std::size_t>(size));
    concerns_us |= text.find("virtio-ports") != std::string_view::npos;
  }
  if (concerns_us && !port_) look_for_port();
}

void SerialServer::look_for_port() {
  if (const auto device = find_port(port_name_)) open_port("/dev/" + *device);
}

void SerialServer::open_port(const std::string& device) {
  port_.reset(checked(::open(device.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC), "open", device));
  log(LogLevel::kInfo, "serving on virtio-serial", {{"device", device}});
  wait_for_host();
}

void SerialServer::wait_for_host() {
  port_watch_.emplace(loop_, port_.get(), [this](std::uint32_t) { on_port_events(); });
  // By edges: a port whose host side is closed reports a hang-up all the time.
  port_watch_->set(EPOLLIN | EPOLLOUT | EPOLLET);
}

void SerialServer::on_port_events() {
  pollfd state{port_.get(), POLLIN | POLLOUT, 0};
  checked(::poll(&state, 1, 0), "poll");
  if (state.revents & (POLLHUP | POLLERR)) return;
  port_watch_.reset();
  Connection::Options options;
  options.epoll_flags = EPOLLET;
  options.on_closed = [this] {
    connection_.reset();
    wait_for_host();
  };
  connection_ = Connection::start(loop_, router_, port_.get(), std::move(options));
}

void SerialServer::flush_synchronously() {
  if (!port_) return;
  const int flags = checked(::fcntl(port_.get(), F_GETFL), "fcntl");
  checked(::fcntl(port_.get(), F_SETFL, flags & ~O_NONBLOCK), "fcntl");
}

}  // namespace vc::agent

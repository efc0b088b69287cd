// SPDX-License-Identifier: Apache-2.0
#include "addon/polled_fd.h"

#include <utility>

#include "addon/boundary.h"
#include "addon/vsock_socket.h"
#include "common/pidfd.h"

namespace vc::addon {
namespace {

using Shared = std::shared_ptr<Environment>;

PolledFd& polled(const Napi::CallbackInfo& info) { return from_handle<PolledFd>(info[0]); }

Napi::Value make_polled(const Napi::CallbackInfo& info, const Shared& environment, UniqueFd fd, std::size_t callback) {
  const auto on_ready = info[callback].As<Napi::Function>();
  return make_handle(info.Env(), std::make_unique<PolledFd>(environment, std::move(fd), on_ready));
}

Napi::Value connect_vsock(const Napi::CallbackInfo& info, const Shared& environment) {
  const std::uint32_t cid = info[0].As<Napi::Number>();
  const std::uint32_t port = info[1].As<Napi::Number>();
  return make_polled(info, environment, start_vsock_connection(cid, port), 2);
}

Napi::Value socket_error(const Napi::CallbackInfo& info, const Shared&) {
  return Napi::Number::New(info.Env(), take_socket_error(polled(info).fd()));
}

Napi::Value read_socket(const Napi::CallbackInfo& info, const Shared&) {
  auto bytes = info[1].As<Napi::Uint8Array>();
  const ssize_t result = receive_some(polled(info).fd(), bytes.Data(), bytes.ByteLength());
  return Napi::Number::New(info.Env(), static_cast<double>(result));
}

Napi::Value write_socket(const Napi::CallbackInfo& info, const Shared&) {
  auto bytes = info[1].As<Napi::Uint8Array>();
  const ssize_t result = send_some(polled(info).fd(), bytes.Data(), bytes.ByteLength());
  return Napi::Number::New(info.Env(), static_cast<double>(result));
}

Napi::Value shutdown_socket(const Napi::CallbackInfo& info, const Shared&) {
  end_sending(polled(info).fd());
  return info.Env().Undefined();
}

Napi::Value open_process(const Napi::CallbackInfo& info, const Shared& environment) {
  UniqueFd pidfd = open_pidfd(info[0].As<Napi::Number>().Int32Value());
  if (!pidfd) throw_errno("pidfd_open");
  return make_polled(info, environment, std::move(pidfd), 1);
}

Napi::Value watch(const Napi::CallbackInfo& info, const Shared&) {
  polled(info).watch(info[1].As<Napi::Number>().Int32Value());
  return info.Env().Undefined();
}

Napi::Value close_polled(const Napi::CallbackInfo& info, const Shared&) {
  polled(info).close();
  return info.Env().Undefined();
}

}  // namespace

PolledFd::PolledFd(const Shared& environment, UniqueFd fd, const Napi::Function& on_ready)
    : fd_(std::move(fd)),
      callback_(std::make_shared<ScriptCallback>(on_ready, "virtcontainers")),
      poll_(environment, fd_.get(), [callback = std::weak_ptr(callback_)](int status, int events) {
        // Held for the call: it may close this descriptor and let go of itself.
        if (const auto held = callback.lock()) held->call({status, events});
      }) {}

void PolledFd::close() noexcept {
  poll_.close();
  fd_.reset();
  callback_.reset();
}

void export_polled_functions(Napi::Object& exports, const Shared& environment) {
  add_function(exports, environment, "connectVsock", connect_vsock);
  add_function(exports, environment, "socketError", socket_error);
  add_function(exports, environment, "readSocket", read_socket);
  add_function(exports, environment, "writeSocket", write_socket);
  add_function(exports, environment, "shutdownSocket", shutdown_socket);
  add_function(exports, environment, "openPidfd", open_process);
  add_function(exports, environment, "watch", watch);
  add_function(exports, environment, "closePolled", close_polled);
}

}  // namespace vc::addon

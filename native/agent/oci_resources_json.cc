// SPDX-License-Identifier: Apache-2.0
#include "agent/oci_resources_json.h"

#include <string>
#include <string_view>

namespace vc::agent {
namespace {

// Zero is how the message says "not set".
template <typename Number>
void number_member(JsonWriter& json, std::string_view name, Number number) {
  if (number != 0) json.member(name, number);
}

void write_device_rules(JsonWriter& json, const grpc::LinuxResources& resources) {
  if (resources.devices().empty()) return;
  json.key("devices");
  json.begin_array();
  for (const grpc::LinuxDeviceCgroup& rule : resources.devices()) {
    json.begin_object();
    json.member("allow", rule.allow());
    if (!rule.type().empty()) json.member("type", rule.type());
    // No device has major number 0, and a negative number is the wildcard.
    if (rule.major() > 0) json.member("major", rule.major());
    if (rule.major() > 0 && rule.minor() >= 0) json.member("minor", rule.minor());
    if (!rule.access().empty()) json.member("access", rule.access());
    json.end_object();
  }
  json.end_array();
}

void write_memory(JsonWriter& json, const grpc::LinuxMemory& memory) {
  json.key("memory");
  json.begin_object();
  number_member(json, "limit", memory.limit());
  number_member(json, "reservation", memory.reservation());
  number_member(json, "swap", memory.swap());
  number_member(json, "swappiness", memory.swappiness());
  if (memory.disableoomkiller()) json.member("disableOOMKiller", true);
  json.end_object();
}

void write_cpu(JsonWriter& json, const grpc::LinuxCPU& cpu) {
  json.key("cpu");
  json.begin_object();
  number_member(json, "shares", cpu.shares());
  number_member(json, "quota", cpu.quota());
  number_member(json, "period", cpu.period());
  number_member(json, "realtimeRuntime", cpu.realtimeruntime());
  number_member(json, "realtimePeriod", cpu.realtimeperiod());
  if (!cpu.cpus().empty()) json.member("cpus", cpu.cpus());
  if (!cpu.mems().empty()) json.member("mems", cpu.mems());
  json.end_object();
}

template <typename Throttles>
void write_throttles(JsonWriter& json, std::string_view name, const Throttles& throttles) {
  if (throttles.empty()) return;
  json.key(name);
  json.begin_array();
  for (const grpc::LinuxThrottleDevice& device : throttles) {
    json.begin_object();
    json.member("major", device.major());
    json.member("minor", device.minor());
    json.member("rate", device.rate());
    json.end_object();
  }
  json.end_array();
}

void write_block_io(JsonWriter& json, const grpc::LinuxBlockIO& block) {
  json.key("blockIO");
  json.begin_object();
  number_member(json, "weight", block.weight());
  write_throttles(json, "throttleReadBpsDevice", block.throttlereadbpsdevice());
  write_throttles(json, "throttleWriteBpsDevice", block.throttlewritebpsdevice());
  write_throttles(json, "throttleReadIOPSDevice", block.throttlereadiopsdevice());
  write_throttles(json, "throttleWriteIOPSDevice", block.throttlewriteiopsdevice());
  json.end_object();
}

void write_hugepage_limits(JsonWriter& json, const grpc::LinuxResources& resources) {
  if (resources.hugepagelimits().empty()) return;
  json.key("hugepageLimits");
  json.begin_array();
  for (const grpc::LinuxHugepageLimit& limit : resources.hugepagelimits()) {
    json.begin_object();
    json.member("pageSize", limit.pagesize());
    json.member("limit", limit.limit());
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_resources(JsonWriter& json, const grpc::LinuxResources& resources) {
  json.key("resources");
  json.begin_object();
  write_device_rules(json, resources);
  if (resources.has_memory()) write_memory(json, resources.memory());
  if (resources.has_cpu()) write_cpu(json, resources.cpu());
  if (resources.has_pids() && resources.pids().limit() != 0) {
    json.key("pids");
    json.begin_object();
    json.member("limit", resources.pids().limit());
    json.end_object();
  }
  if (resources.has_blockio()) write_block_io(json, resources.blockio());
  write_hugepage_limits(json, resources);
  json.end_object();
}

}  // namespace vc::agent

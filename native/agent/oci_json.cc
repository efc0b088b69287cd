// SPDX-License-Identifier: Apache-2.0
#include "agent/oci_json.h"

#include <string_view>

#include "agent/json_writer.h"
#include "agent/oci_resources_json.h"

namespace vc::agent {
namespace {

// crun 1.8 takes versions that contain "1.0" only; what is written is of that version.
constexpr const char* kOciVersion = "1.0.2";

void text_member(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) json.member(name, text);
}

void write_user(JsonWriter& json, const grpc::User& user) {
  json.key("user");
  json.begin_object();
  json.member("uid", user.uid());
  json.member("gid", user.gid());
  json.member_array("additionalGids", user.additionalgids());
  json.end_object();
}

void write_capabilities(JsonWriter& json, const grpc::LinuxCapabilities& capabilities) {
  json.key("capabilities");
  json.begin_object();
  json.member_array("bounding", capabilities.bounding());
  json.member_array("effective", capabilities.effective());
  json.member_array("inheritable", capabilities.inheritable());
  json.member_array("permitted", capabilities.permitted());
  json.member_array("ambient", capabilities.ambient());
  json.end_object();
}

void write_rlimits(JsonWriter& json, const grpc::Process& process) {
  if (process.rlimits().empty()) return;
  json.key("rlimits");
  json.begin_array();
  for (const grpc::POSIXRlimit& limit : process.rlimits()) {
    json.begin_object();
    json.member("type", limit.type());
    json.member("hard", limit.hard());
    json.member("soft", limit.soft());
    json.end_object();
  }
  json.end_array();
}

void write_console_size(JsonWriter& json, const grpc::Process& process) {
  if (!process.has_consolesize()) return;
  json.key("consoleSize");
  json.begin_object();
  json.member("height", process.consolesize().height());
  json.member("width", process.consolesize().width());
  json.end_object();
}

void write_process(JsonWriter& json, const grpc::Process& process) {
  json.begin_object();
  json.member("terminal", process.terminal());
  write_console_size(json, process);
  write_user(json, process.user());
  json.member_array("args", process.args());
  json.member_array("env", process.env());
  json.member("cwd", process.cwd().empty() ? std::string("/") : process.cwd());
  if (process.has_capabilities()) write_capabilities(json, process.capabilities());
  write_rlimits(json, process);
  json.member("noNewPrivileges", process.nonewprivileges());
  text_member(json, "apparmorProfile", process.apparmorprofile());
  if (process.oomscoreadj() != 0) json.member("oomScoreAdj", process.oomscoreadj());
  text_member(json, "selinuxLabel", process.selinuxlabel());
  json.end_object();
}

void write_root(JsonWriter& json, const grpc::Root& root) {
  json.key("root");
  json.begin_object();
  json.member("path", root.path());
  json.member("readonly", root.readonly());
  json.end_object();
}

void write_mounts(JsonWriter& json, const grpc::Spec& spec) {
  if (spec.mounts().empty()) return;
  json.key("mounts");
  json.begin_array();
  for (const grpc::Mount& mount : spec.mounts()) {
    json.begin_object();
    json.member("destination", mount.destination());
    text_member(json, "source", mount.source());
    text_member(json, "type", mount.type());
    json.member_array("options", mount.options());
    json.end_object();
  }
  json.end_array();
}

template <typename Map>
void write_map(JsonWriter& json, std::string_view name, const Map& map) {
  if (map.empty()) return;
  json.key(name);
  json.begin_object();
  for (const auto& [key, value] : map) json.member(key, value);
  json.end_object();
}

template <typename Mappings>
void write_id_mappings(JsonWriter& json, std::string_view name, const Mappings& mappings) {
  if (mappings.empty()) return;
  json.key(name);
  json.begin_array();
  for (const grpc::LinuxIDMapping& mapping : mappings) {
    json.begin_object();
    json.member("hostID", mapping.hostid());
    json.member("containerID", mapping.containerid());
    json.member("size", mapping.size());
    json.end_object();
  }
  json.end_array();
}

void write_namespaces(JsonWriter& json, const grpc::Linux& linux_part) {
  json.key("namespaces");
  json.begin_array();
  for (const grpc::LinuxNamespace& space : linux_part.namespaces()) {
    json.begin_object();
    json.member("type", space.type());
    text_member(json, "path", space.path());
    json.end_object();
  }
  json.end_array();
}

void write_devices(JsonWriter& json, const grpc::Linux& linux_part) {
  if (linux_part.devices().empty()) return;
  json.key("devices");
  json.begin_array();
  for (const grpc::LinuxDevice& device : linux_part.devices()) {
    json.begin_object();
    json.member("path", device.path());
    json.member("type", device.type());
    json.member("major", device.major());
    json.member("minor", device.minor());
    if (device.filemode() != 0) json.member("fileMode", device.filemode());
    json.member("uid", device.uid());
    json.member("gid", device.gid());
    json.end_object();
  }
  json.end_array();
}

void write_syscall(JsonWriter& json, const grpc::LinuxSyscall& rule) {
  json.begin_object();
  json.member_array("names", rule.names());
  json.member("action", rule.action());
  if (rule.ErrnoRet_case() == grpc::LinuxSyscall::kErrnoret) {
    json.member("errnoRet", rule.errnoret());
  }
  json.key("args");
  json.begin_array();
  for (const grpc::LinuxSeccompArg& argument : rule.args()) {
    json.begin_object();
    json.member("index", argument.index());
    json.member("value", argument.value());
    json.member("valueTwo", argument.valuetwo());
    json.member("op", argument.op());
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_seccomp(JsonWriter& json, const grpc::LinuxSeccomp& seccomp) {
  json.key("seccomp");
  json.begin_object();
  json.member("defaultAction", seccomp.defaultaction());
  json.member_array("architectures", seccomp.architectures());
  json.member_array("flags", seccomp.flags());
  json.key("syscalls");
  json.begin_array();
  for (const grpc::LinuxSyscall& rule : seccomp.syscalls()) write_syscall(json, rule);
  json.end_array();
  json.end_object();
}

void write_linux(JsonWriter& json, const grpc::Linux& linux_part) {
  json.key("linux");
  json.begin_object();
  write_id_mappings(json, "uidMappings", linux_part.uidmappings());
  write_id_mappings(json, "gidMappings", linux_part.gidmappings());
  write_map(json, "sysctl", linux_part.sysctl());
  if (linux_part.has_resources()) write_resources(json, linux_part.resources());
  text_member(json, "cgroupsPath", linux_part.cgroupspath());
  write_namespaces(json, linux_part);
  write_devices(json, linux_part);
  if (linux_part.has_seccomp()) write_seccomp(json, linux_part.seccomp());
  text_member(json, "rootfsPropagation", linux_part.rootfspropagation());
  json.member_array("maskedPaths", linux_part.maskedpaths());
  json.member_array("readonlyPaths", linux_part.readonlypaths());
  text_member(json, "mountLabel", linux_part.mountlabel());
  json.end_object();
}

}  // namespace

std::string oci_config_json(const grpc::Spec& spec) {
  JsonWriter json;
  json.begin_object();
  json.member("ociVersion", kOciVersion);
  json.key("process");
  write_process(json, spec.process());
  write_root(json, spec.root());
  text_member(json, "hostname", spec.hostname());
  write_mounts(json, spec);
  write_map(json, "annotations", spec.annotations());
  write_linux(json, spec.linux());
  json.end_object();
  return json.take();
}

std::string oci_process_json(const grpc::Process& process) {
  JsonWriter json;
  write_process(json, process);
  return json.take();
}

}  // namespace vc::agent

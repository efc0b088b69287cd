// SPDX-License-Identifier: Apache-2.0
#include "agent/oci_json.h"

#include <gtest/gtest.h>

namespace vc::agent {
namespace {

grpc::Spec minimal_spec() {
  grpc::Spec spec;
  spec.set_version("1.2.0");
  spec.mutable_process()->add_args("/bin/true");
  spec.mutable_root()->set_path("/shared/c1/rootfs");
  spec.mutable_linux()->add_namespaces()->set_type("mount");
  return spec;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(OciJson, MinimalSpecification) {
  EXPECT_EQ(oci_config_json(minimal_spec()),
            R"({"ociVersion":"1.0.2","process":{"terminal":false,"user":{"uid":0,"gid":0},)"
            R"("args":["/bin/true"],"cwd":"/","noNewPrivileges":false},)"
            R"("root":{"path":"/shared/c1/rootfs","readonly":false},)"
            R"("linux":{"namespaces":[{"type":"mount"}]}})");
}

TEST(OciJson, WholeProcess) {
  grpc::Process process;
  process.set_terminal(true);
  process.mutable_consolesize()->set_height(24);
  process.mutable_consolesize()->set_width(80);
  process.mutable_user()->set_uid(1000);
  process.mutable_user()->set_gid(100);
  process.mutable_user()->add_additionalgids(4);
  process.add_args("sh");
  process.add_env("PATH=/bin");
  process.set_cwd("/home");
  process.mutable_capabilities()->add_bounding("CAP_KILL");
  grpc::POSIXRlimit& limit = *process.add_rlimits();
  limit.set_type("RLIMIT_NOFILE");
  limit.set_hard(2048);
  limit.set_soft(1024);
  process.set_nonewprivileges(true);
  process.set_oomscoreadj(-5);
  EXPECT_EQ(oci_process_json(process),
            R"({"terminal":true,"consoleSize":{"height":24,"width":80},)"
            R"("user":{"uid":1000,"gid":100,"additionalGids":[4]},"args":["sh"],)"
            R"("env":["PATH=/bin"],"cwd":"/home","capabilities":{"bounding":["CAP_KILL"]},)"
            R"("rlimits":[{"type":"RLIMIT_NOFILE","hard":2048,"soft":1024}],)"
            R"("noNewPrivileges":true,"oomScoreAdj":-5})");
}

TEST(OciJson, MountsAndAnnotations) {
  grpc::Spec spec = minimal_spec();
  grpc::Mount& mount = *spec.add_mounts();
  mount.set_destination("/data");
  mount.set_source("/shared/volume");
  mount.set_type("bind");
  mount.add_options("rbind");
  mount.add_options("ro");
  spec.add_mounts()->set_destination("/bare");
  (*spec.mutable_annotations())["org.example.key"] = "a \"value\"";
  const std::string json = oci_config_json(spec);
  EXPECT_TRUE(contains(json, R"("mounts":[{"destination":"/data","source":"/shared/volume",)"
                             R"("type":"bind","options":["rbind","ro"]},{"destination":"/bare"}])"))
      << json;
  EXPECT_TRUE(contains(json, R"("annotations":{"org.example.key":"a \"value\""})")) << json;
}

TEST(OciJson, LinuxPart) {
  grpc::Spec spec = minimal_spec();
  grpc::Linux& part = *spec.mutable_linux();
  part.mutable_namespaces(0)->set_path("/proc/1/ns/mnt");
  part.set_cgroupspath("/a/b");
  grpc::LinuxDevice& device = *part.add_devices();
  device.set_path("/dev/fuse");
  device.set_type("c");
  device.set_major(10);
  device.set_minor(229);
  device.set_filemode(0666);
  part.add_maskedpaths("/proc/kcore");
  part.add_readonlypaths("/proc/sys");
  const std::string json = oci_config_json(spec);
  EXPECT_TRUE(contains(json, R"("cgroupsPath":"/a/b")")) << json;
  EXPECT_TRUE(contains(json, R"("namespaces":[{"type":"mount","path":"/proc/1/ns/mnt"}])")) << json;
  EXPECT_TRUE(contains(json, R"({"path":"/dev/fuse","type":"c","major":10,"minor":229,)"
                             R"("fileMode":438,"uid":0,"gid":0})"))
      << json;
  EXPECT_TRUE(contains(json, R"("maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"])"))
      << json;
}

TEST(OciJson, ResourcesLeaveOutWhatIsNotSet) {
  grpc::Spec spec = minimal_spec();
  grpc::LinuxResources& resources = *spec.mutable_linux()->mutable_resources();
  resources.mutable_memory()->set_limit(1 << 20);
  resources.mutable_cpu()->set_quota(50000);
  resources.mutable_cpu()->set_period(100000);
  resources.mutable_pids()->set_limit(10);
  EXPECT_TRUE(contains(oci_config_json(spec),
                       R"("resources":{"memory":{"limit":1048576},)"
                       R"("cpu":{"quota":50000,"period":100000},"pids":{"limit":10}})"));
}

TEST(OciJson, DeviceRulesHaveWildcards) {
  grpc::Spec spec = minimal_spec();
  auto& resources = *spec.mutable_linux()->mutable_resources();
  resources.add_devices()->set_access("rwm");
  grpc::LinuxDeviceCgroup& rule = *resources.add_devices();
  rule.set_allow(true);
  rule.set_type("c");
  rule.set_major(136);
  rule.set_minor(-1);
  rule.set_access("rw");
  EXPECT_TRUE(contains(oci_config_json(spec),
                       R"("devices":[{"allow":false,"access":"rwm"},)"
                       R"({"allow":true,"type":"c","major":136,"access":"rw"}])"));
}

TEST(OciJson, Seccomp) {
  grpc::Spec spec = minimal_spec();
  grpc::LinuxSeccomp& seccomp = *spec.mutable_linux()->mutable_seccomp();
  seccomp.set_defaultaction("SCMP_ACT_ALLOW");
  seccomp.add_architectures("SCMP_ARCH_X86_64");
  grpc::LinuxSyscall& rule = *seccomp.add_syscalls();
  rule.add_names("mkdir");
  rule.set_action("SCMP_ACT_ERRNO");
  rule.set_errnoret(1);
  EXPECT_TRUE(contains(oci_config_json(spec),
                       R"("seccomp":{"defaultAction":"SCMP_ACT_ALLOW",)"
                       R"("architectures":["SCMP_ARCH_X86_64"],"syscalls":[{"names":["mkdir"],)"
                       R"("action":"SCMP_ACT_ERRNO","errnoRet":1,"args":[]}]})"));
}

}  // namespace
}  // namespace vc::agent

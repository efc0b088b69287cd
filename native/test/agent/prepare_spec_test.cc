// SPDX-License-Identifier: Apache-2.0
#include "agent/prepare_spec.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <string>

#include "agent/rpc_error.h"

namespace vc::agent {
namespace {

using Change = void (*)(grpc::CreateContainerRequest&);

class PrepareSpec : public testing::Test {
 protected:
  PrepareSpec() {
    request_.set_container_id("c1");
    grpc::Spec& spec = *request_.mutable_oci();
    spec.mutable_process()->add_args("true");
    spec.mutable_root()->set_path("/shared/c1/rootfs");
    for (const char* type : {"mount", "ipc", "uts", "pid"}) {
      spec.mutable_linux()->add_namespaces()->set_type(type);
    }
  }

  // Namespace types with their paths, in the order in which they are given.
  std::multimap<std::string, std::string> namespaces() {
    std::multimap<std::string, std::string> found;
    const grpc::Spec spec = prepare_spec(request_, sandbox_);
    for (const auto& space : spec.linux().namespaces()) {
      found.emplace(space.type(), space.path());
    }
    return found;
  }
  // A container whose init is this process.
  std::shared_ptr<Container> running_container() {
    auto container = std::make_shared<Container>("first", "/bundle", Cgroup("/cgroup"));
    container->init = std::make_shared<GuestProcess>(loop_, "first", ProcessStdio());
    container->init->started(::getpid());
    return container;
  }

  EventLoop loop_;
  ChildReaper reaper_{loop_};
  Sandbox sandbox_{loop_, reaper_, SandboxSettings()};
  grpc::CreateContainerRequest request_;
};

TEST_F(PrepareSpec, FillsInTheCgroupAndTheSearchPath) {
  const grpc::Spec filled = prepare_spec(request_, sandbox_);
  EXPECT_EQ(filled.linux().cgroupspath(), "/virtcontainers/c1");
  EXPECT_EQ(search_path(filled.process()), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
}

TEST_F(PrepareSpec, KeepsWhatIsGiven) {
  request_.mutable_oci()->mutable_linux()->set_cgroupspath("/mine");
  request_.mutable_oci()->mutable_process()->add_env("PATH=/old");
  request_.mutable_oci()->mutable_process()->add_env("PATH=/bin");
  const grpc::Spec kept = prepare_spec(request_, sandbox_);
  EXPECT_EQ(kept.linux().cgroupspath(), "/mine");
  EXPECT_EQ(kept.process().env_size(), 2);
  EXPECT_EQ(search_path(kept.process()), "/bin");
}

TEST_F(PrepareSpec, WithoutASandboxEveryNamespaceIsNew) {
  EXPECT_EQ(namespaces(),
            (std::multimap<std::string, std::string>{{"mount", ""}, {"ipc", ""}, {"uts", ""}, {"pid", ""}}));
}

TEST_F(PrepareSpec, APathThatTheHostChoseStays) {
  request_.mutable_oci()->mutable_linux()->mutable_namespaces(1)->set_path("/run/ipc");
  EXPECT_EQ(namespaces().find("ipc")->second, "/run/ipc");
}

TEST_F(PrepareSpec, ProcessesAreSharedWithTheFirstContainer) {
  request_.set_sandbox_pidns(true);
  EXPECT_EQ(namespaces().find("pid")->second, "");  // this is the first
  sandbox_.first_container = running_container();
  EXPECT_EQ(namespaces().find("pid")->second, "/proc/" + std::to_string(::getpid()) + "/ns/pid");
  EXPECT_EQ(namespaces().count("pid"), 1u);
  request_.set_sandbox_pidns(false);
  EXPECT_EQ(namespaces().find("pid")->second, "");
}

TEST_F(PrepareSpec, ProcessesOfAnEndedContainerCannotBeShared) {
  request_.set_sandbox_pidns(true);
  sandbox_.first_container = running_container();
  sandbox_.first_container->init->finish({{false, 0}, OomScope::kNone, Clock::now()});
  EXPECT_THROW(prepare_spec(request_, sandbox_), RpcError);
}

TEST_F(PrepareSpec, RefusesWhatIsMissingOrNotServed) {
  const std::map<std::string, Change> changes{
      {"OCI specification is missing", [](auto& request) { request.clear_oci(); }},
      {"OCI specification has no linux part", [](auto& request) { request.mutable_oci()->clear_linux(); }},
      {"process has no arguments", [](auto& request) { request.mutable_oci()->mutable_process()->clear_args(); }},
      {"root has no path", [](auto& request) { request.mutable_oci()->clear_root(); }},
      {"hooks are not run in the guest",
       [](auto& request) { request.mutable_oci()->mutable_hooks()->add_poststart()->set_path("/hook"); }},
      {"intelRdt is not served",
       [](auto& request) { request.mutable_oci()->mutable_linux()->mutable_intelrdt()->set_l3cacheschema("L3:0=f"); }},
      {"devices are not served", [](auto& request) { request.add_devices(); }},
      {"shared mounts are not served", [](auto& request) { request.add_shared_mounts(); }},
      {"stdio ports are not served", [](auto& request) { request.set_stdout_port(4000); }},
  };
  for (const auto& [reason, change] : changes) {
    grpc::CreateContainerRequest changed = request_;
    change(changed);
    try {
      prepare_spec(changed, sandbox_);
      ADD_FAILURE() << "not refused: " << reason;
    } catch (const RpcError& error) {
      EXPECT_EQ(error.code(), RpcCode::kInvalidArgument);
      EXPECT_EQ(error.what(), reason);
    }
  }
}

}  // namespace
}  // namespace vc::agent

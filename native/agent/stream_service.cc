// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/empty.pb.h>

#include "agent.pb.h"
#include "agent/process_streams.h"
#include "agent/services.h"

namespace vc::agent {
namespace {

using google::protobuf::Empty;

// The number of `data` in grpc.ReadStreamResponse.
constexpr unsigned kDataField = 1;

Task<Payload> read(Sandbox& sandbox, Call& call, const grpc::ReadStreamRequest& request,
                   OutputStream stream) {
  const auto process =
      sandbox.process(request.container_id(), request.exec_id(), RpcCode::kInvalidArgument);
  Payload payload;
  payload.body = co_await read_output(call, process, stream, request.len());
  if (!payload.body.empty()) payload.head = field_prefix(kDataField, payload.body.size());
  co_return payload;
}

Task<grpc::WriteStreamResponse> write(Sandbox& sandbox, Call& call,
                                      const grpc::WriteStreamRequest& request) {
  // Unlike the other calls on a process, this one is answered INTERNAL by Kata for
  // an unknown process as well.
  const auto container = sandbox.container(request.container_id(), RpcCode::kInternal);
  const auto process = container->find_process(request.exec_id());
  if (!process) throw RpcError(RpcCode::kInternal, "no process " + request.exec_id());
  grpc::WriteStreamResponse response;
  if (request.data().empty()) {
    process->stdio().close_input();
  } else {
    response.set_len(co_await write_input(call, process, request.data()));
  }
  co_return response;
}

Task<Empty> close_stdin(Sandbox& sandbox, const grpc::CloseStdinRequest& request) {
  sandbox.process(request.container_id(), request.exec_id(), RpcCode::kInvalidArgument)
      ->stdio()
      .close_input();
  co_return Empty();
}

}  // namespace

void add_stream_service(Router& router, Sandbox& sandbox) {
  router.add<grpc::ReadStreamRequest, Payload>(
      kAgentService, "ReadStdout", [&](Call& call, const auto& request) {
        return read(sandbox, call, request, OutputStream::kStdout);
      });
  router.add<grpc::ReadStreamRequest, Payload>(
      kAgentService, "ReadStderr", [&](Call& call, const auto& request) {
        return read(sandbox, call, request, OutputStream::kStderr);
      });
  router.add<grpc::WriteStreamRequest, grpc::WriteStreamResponse>(
      kAgentService, "WriteStdin",
      [&](Call& call, const auto& request) { return write(sandbox, call, request); });
  router.add<grpc::CloseStdinRequest, Empty>(
      kAgentService, "CloseStdin",
      [&](Call&, const auto& request) { return close_stdin(sandbox, request); });
}

}  // namespace vc::agent

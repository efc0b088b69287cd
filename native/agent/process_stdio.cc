// SPDX-License-Identifier: Apache-2.0
#include "agent/process_stdio.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/system_error.h"

namespace vc::agent {
namespace {

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

Pipe open_pipe() {
  int ends[2];
  checked(::pipe2(ends, O_CLOEXEC), "pipe2");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Pipe open_output_pipe(int size_bytes) {
  Pipe pipe = open_pipe();
  if (size_bytes > 0) checked(::fcntl(pipe.read_end.get(), F_SETPIPE_SZ, size_bytes), "fcntl");
  return pipe;
}

void close_stream(std::shared_ptr<AsyncFd>& stream) {
  if (stream) stream->close();
  stream.reset();
}

}  // namespace

ProcessStdio ProcessStdio::from_terminal(EventLoop& loop, UniqueFd master) {
  ProcessStdio stdio;
  stdio.terminal_ = true;
  stdio.input_ = std::make_shared<AsyncFd>(loop, std::move(master));
  stdio.output_ = stdio.input_;
  stdio.error_ = stdio.input_;
  return stdio;
}

StdioPipes StdioPipes::open(EventLoop& loop, int size_bytes) {
  Pipe in = open_pipe();
  Pipe out = open_output_pipe(size_bytes);
  Pipe err = open_output_pipe(size_bytes);
  StdioPipes pipes;
  pipes.ours.input_ = std::make_shared<AsyncFd>(loop, std::move(in.write_end));
  pipes.ours.output_ = std::make_shared<AsyncFd>(loop, std::move(out.read_end));
  pipes.ours.error_ = std::make_shared<AsyncFd>(loop, std::move(err.read_end));
  pipes.input = std::move(in.read_end);
  pipes.output = std::move(out.write_end);
  pipes.error = std::move(err.write_end);
  return pipes;
}

void ProcessStdio::close_input() {
  if (terminal_) return close_all();
  close_stream(input_);
}

void ProcessStdio::close_all() {
  close_stream(input_);
  close_stream(output_);
  close_stream(error_);
}

void ProcessStdio::wake() {
  for (const auto& stream : {input_, output_, error_}) {
    if (stream) stream->wake();
  }
}

}  // namespace vc::agent

// SPDX-License-Identifier: Apache-2.0
#include "agent/connection.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "agent.pb.h"
#include "agent/rpc_error.h"
#include "agent/services.h"
#include "served_router.h"

namespace vc::agent {
namespace {

using test::Answer;
using test::TestClient;

constexpr std::size_t kMegabyte = 1024 * 1024;

std::string payload_of(const std::string& data) {
  grpc::WriteStreamRequest request;
  request.set_data(data);
  return request.SerializeAsString();
}

std::string data_of(const Answer& answer) {
  grpc::ReadStreamResponse response;
  EXPECT_TRUE(response.ParseFromString(answer.response.payload()));
  return response.data();
}

int threads_of_this_process() {
  const std::string status = read_file("/proc/self/status", 64 * 1024);
  return std::stoi(status.substr(status.find("Threads:") + 8));
}

// A service whose methods do one thing each that a server must cope with.
class ConnectionTest : public testing::Test {
 protected:
  using Request = grpc::WriteStreamRequest;
  using Response = grpc::ReadStreamResponse;

  ConnectionTest() {
    add("Echo", &ConnectionTest::echo);
    add("Park", &ConnectionTest::park);
    add("Release", &ConnectionTest::release);
    add("Refuse", &ConnectionTest::refuse);
    add("Megabyte", &ConnectionTest::megabyte);
    add("TooLong", &ConnectionTest::too_long);
    served_.router().add<Request, Payload>(
        "test.Service", "EchoInParts",
        [this](Call&, const Request& request) { return echo_in_parts(request); });
    add_health_service(served_.router());
    served_.start();
  }

  ~ConnectionTest() override { served_.stop(); }

  void add(const char* method, Task<Response> (ConnectionTest::*serve)(Call&, const Request&)) {
    served_.router().add<Request, Response>(
        "test.Service", method,
        [this, serve](Call& call, const Request& request) { return (this->*serve)(call, request); });
  }

  Task<Response> echo(Call&, const Request& request) {
    Response response;
    response.set_data(request.data());
    co_return response;
  }
  Task<Payload> echo_in_parts(const Request& request) {
    Payload payload;
    payload.head = field_prefix(1, request.data().size());
    payload.body = request.data();
    co_return payload;
  }
  Task<Response> park(Call& call, const Request&) {
    ++parked_;
    const WakeReason reason = co_await gate_.wait(&call.token());
    --parked_;
    if (reason == WakeReason::kCancelled) {
      ++cancelled_;
      throw RpcError(RpcCode::kCancelled, "cancelled");
    }
    co_return Response();
  }
  Task<Response> release(Call&, const Request&) {
    gate_.notify_all();
    co_return Response();
  }
  Task<Response> refuse(Call&, const Request& request) {
    if (request.data() == "rpc") throw RpcError(RpcCode::kNotFound, "not here");
    if (request.data() == "system") throw SystemError(EIO, "read", "disk");
    throw std::bad_alloc();
    co_return Response();
  }
  Task<Response> megabyte(Call& call, const Request&) {
    ++asked_;
    co_await call.answer_room();
    ++made_;
    Response response;
    response.set_data(std::string(kMegabyte, 'm'));
    co_return response;
  }
  Task<Response> too_long(Call&, const Request&) {
    Response response;
    response.set_data(std::string(ttrpc::kMaxBodySizeBytes, 'l'));
    co_return response;
  }

  std::atomic<int> parked_ = 0;
  std::atomic<int> cancelled_ = 0;
  std::atomic<int> asked_ = 0;
  std::atomic<int> made_ = 0;
  test::ServedRouter served_;
  WaitQueue gate_{served_.loop()};
};

TEST_F(ConnectionTest, ServesHealthAsTheProtocolWorksItOut) {
  TestClient client = served_.connect();
  client.send(TestClient::request(1, "grpc.Health", "Check"));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.stream_id, 1u);
  EXPECT_FALSE(answer.response.has_status());
  EXPECT_EQ(answer.response.payload(), "\x08\x01");
}

TEST_F(ConnectionTest, TellsWhatItDoesNotServe) {
  TestClient client = served_.connect();
  client.send(TestClient::request(1, "test.Other", "Echo"));
  EXPECT_EQ(client.receive().code(), RpcCode::kUnimplemented);
  EXPECT_EQ(client.call(3, "Other").code(), RpcCode::kUnimplemented);
  EXPECT_EQ(data_of(client.call(5, "Echo", payload_of("still here"))), "still here");
}

TEST_F(ConnectionTest, TurnsExceptionsIntoCodes) {
  TestClient client = served_.connect();
  const Answer refused = client.call(1, "Refuse", payload_of("rpc"));
  EXPECT_EQ(refused.code(), RpcCode::kNotFound);
  EXPECT_EQ(refused.response.status().message(), "not here");
  EXPECT_EQ(client.call(3, "Refuse", payload_of("system")).code(), RpcCode::kInternal);
  EXPECT_EQ(client.call(5, "Refuse", payload_of("memory")).code(), RpcCode::kResourceExhausted);
}

TEST_F(ConnectionTest, RefusesMalformedMessages) {
  TestClient client = served_.connect();
  client.send(TestClient::frame(1, "\xff\xff\xff"));
  EXPECT_EQ(client.receive().code(), RpcCode::kInvalidArgument);
  EXPECT_EQ(client.call(3, "Echo", "\xff\xff\xff").code(), RpcCode::kInvalidArgument);
}

TEST_F(ConnectionTest, SurvivesAFrameOverTheLimit) {
  TestClient client = served_.connect();
  client.send(TestClient::frame(1, std::string(ttrpc::kMaxBodySizeBytes + 1, 'x')));
  client.send(TestClient::request(3, "test.Service", "Echo", payload_of("after")));
  const Answer refused = client.receive();
  EXPECT_EQ(refused.stream_id, 1u);
  EXPECT_EQ(refused.code(), RpcCode::kResourceExhausted);
  EXPECT_EQ(data_of(client.receive()), "after");
}

TEST_F(ConnectionTest, RefusesAnswersOverTheLimit) {
  TestClient client = served_.connect();
  EXPECT_EQ(client.call(1, "TooLong").code(), RpcCode::kResourceExhausted);
  EXPECT_EQ(client.call(3, "Echo").code(), RpcCode::kOk);
}

TEST_F(ConnectionTest, APayloadInTwoPartsIsOneMessage) {
  TestClient client = served_.connect();
  std::uint32_t stream_id = 1;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kMegabyte / 64, kMegabyte / 64 + 1, kMegabyte}) {
    const std::string data(size, 'd');
    EXPECT_EQ(data_of(client.call(stream_id, "EchoInParts", payload_of(data))), data) << size;
    stream_id += 2;
  }
  EXPECT_EQ(client.call(stream_id, "EchoInParts", payload_of(std::string(ttrpc::kMaxBodySizeBytes - 32, 'd'))).code(),
            RpcCode::kResourceExhausted);
}

TEST_F(ConnectionTest, KeepsTheRulesForStreams) {
  TestClient client = served_.connect();
  EXPECT_EQ(client.call(2, "Echo").code(), RpcCode::kInvalidArgument);
  EXPECT_EQ(client.call(5, "Echo").code(), RpcCode::kOk);
  EXPECT_EQ(client.call(5, "Echo").code(), RpcCode::kInvalidArgument);
  EXPECT_EQ(client.call(3, "Echo").code(), RpcCode::kInvalidArgument);
  client.send(TestClient::frame(7, "", ttrpc::kRequest, ttrpc::kRemoteOpen));
  EXPECT_EQ(client.receive().code(), RpcCode::kUnimplemented);
  // Neither data of no stream nor a type from the future gets an answer.
  client.send(TestClient::frame(9, "data", ttrpc::kData));
  client.send(TestClient::frame(11, "?", 77));
  EXPECT_EQ(client.call(13, "Echo").stream_id, 13u);
}

TEST_F(ConnectionTest, ParkedCallsCostNoThreadAndHoldUpNobody) {
  TestClient client = served_.connect();
  const int threads = threads_of_this_process();
  constexpr std::uint32_t kCalls = 1000;
  for (std::uint32_t call = 0; call < kCalls; ++call) {
    client.send(TestClient::request(1 + 2 * call, "test.Service", "Park"));
  }
  EXPECT_EQ(data_of(client.call(2 * kCalls + 1, "Echo", payload_of("quick"))), "quick");
  EXPECT_EQ(parked_, static_cast<int>(kCalls));
  EXPECT_EQ(threads_of_this_process(), threads);
  client.send(TestClient::request(2 * kCalls + 3, "test.Service", "Release"));
  std::set<std::uint32_t> answered;
  for (std::uint32_t call = 0; call <= kCalls; ++call) answered.insert(client.receive().stream_id);
  EXPECT_EQ(answered.size(), kCalls + 1);
  EXPECT_EQ(parked_, 0);
}

TEST_F(ConnectionTest, BoundsTheCallsUnderWay) {
  TestClient client = served_.connect();
  constexpr std::uint32_t kLimit = 4096;
  for (std::uint32_t call = 0; call <= kLimit; ++call) {
    client.send(TestClient::request(1 + 2 * call, "test.Service", "Park"));
  }
  const Answer refused = client.receive();
  EXPECT_EQ(refused.stream_id, 1 + 2 * kLimit);
  EXPECT_EQ(refused.code(), RpcCode::kResourceExhausted);
}

TEST_F(ConnectionTest, ADeadlineEndsACall) {
  TestClient client = served_.connect();
  client.send(TestClient::request(1, "test.Service", "Park", "", 1'000'000));
  EXPECT_EQ(client.receive().code(), RpcCode::kDeadlineExceeded);
  // The handler is let go of as well, and its late answer is not sent.
  EXPECT_EQ(client.call(3, "Echo").stream_id, 3u);
  EXPECT_EQ(parked_, 0);
  EXPECT_EQ(cancelled_, 1);
}

TEST_F(ConnectionTest, AFarDeadlineEndsNothing) {
  TestClient client = served_.connect();
  client.send(TestClient::request(1, "test.Service", "Park", "", std::numeric_limits<std::int64_t>::max()));
  client.send(TestClient::request(3, "test.Service", "Release"));
  EXPECT_EQ(client.receive().code(), RpcCode::kOk);
  EXPECT_EQ(client.receive().code(), RpcCode::kOk);
  EXPECT_EQ(cancelled_, 0);
}

TEST_F(ConnectionTest, ACutConnectionCancelsItsCallsOnly) {
  TestClient cut = served_.connect();
  TestClient other = served_.connect();
  cut.send(TestClient::request(1, "test.Service", "Park"));
  EXPECT_EQ(cut.call(3, "Echo").code(), RpcCode::kOk);
  other.send(TestClient::request(1, "test.Service", "Park"));
  cut.send(TestClient::request(5, "test.Service", "Echo").substr(0, 13));
  cut.close();
  // Each round trip is a turn of the loop, which sees the end in one of them.
  std::uint32_t stream = 3;
  while (cancelled_ == 0 && stream < 20'001) {
    other.call(stream, "Echo");
    stream += 2;
  }
  EXPECT_EQ(cancelled_, 1);
  EXPECT_EQ(parked_, 1);
  other.send(TestClient::request(stream, "test.Service", "Release"));
  EXPECT_EQ(other.receive().code(), RpcCode::kOk);
  EXPECT_EQ(other.receive().code(), RpcCode::kOk);
}

TEST_F(ConnectionTest, APeerThatDoesNotReadIsNotServedWithoutEnd) {
  TestClient client = served_.connect();
  TestClient other = served_.connect();
  constexpr int kAnswers = 64;
  std::string requests;
  for (std::uint32_t call = 0; call < kAnswers; ++call) {
    requests += TestClient::request(1 + 2 * call, "test.Service", "Megabyte");
  }
  client.send(requests);
  for (std::uint32_t stream = 1; asked_ < kAnswers && stream < 20'001; stream += 2) other.call(stream, "Echo");
  EXPECT_EQ(asked_, kAnswers);
  // Two messages of the limit may be queued, one more is on its way.
  EXPECT_LE(made_, 10);
  for (int call = 0; call < kAnswers; ++call) EXPECT_EQ(data_of(client.receive()).size(), kMegabyte);
  EXPECT_EQ(made_, kAnswers);
}

}  // namespace
}  // namespace vc::agent

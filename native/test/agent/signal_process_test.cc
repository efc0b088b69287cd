// SPDX-License-Identifier: Apache-2.0
#include "agent/signal_process.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace vc::agent {
namespace {

std::string status(const char* blocked, const char* ignored, const char* caught) {
  return std::string("Name:\tsh\nSigQ:\t0/1\nSigPnd:\t0000000000004000\nSigBlk:\t") + blocked + "\nSigIgn:\t" + ignored +
         "\nSigCgt:\t" + caught + "\nCapInh:\t0000000000000000\n";
}

constexpr const char* kNone = "0000000000000000";
constexpr const char* kTerm = "0000000000004000";  // bit 14 is SIGTERM, number 15

TEST(TakesDefaultAction, OnlyWhenNothingIsDoneAboutTheSignal) {
  EXPECT_TRUE(takes_default_action(status(kNone, kNone, kNone), SIGTERM));
  EXPECT_FALSE(takes_default_action(status(kTerm, kNone, kNone), SIGTERM));
  EXPECT_FALSE(takes_default_action(status(kNone, kTerm, kNone), SIGTERM));
  EXPECT_FALSE(takes_default_action(status(kNone, kNone, kTerm), SIGTERM));
  EXPECT_TRUE(takes_default_action(status(kTerm, kTerm, kTerm), SIGINT));
}

}  // namespace
}  // namespace vc::agent

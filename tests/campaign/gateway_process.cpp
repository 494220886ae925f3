#include "tests/campaign/gateway_process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace gatehouse {

namespace {

constexpr std::string_view greeting = " serves http://127.0.0.1:";

child_start start_of(const gateway_place& at) {
  child_start how;
  how.arguments = {gatehouse_binary(), "serve", "--data", at.data, "--listen", at.listen};
  if (!at.keys.empty()) {
    how.arguments.emplace_back("--keys");
    how.arguments.push_back(at.keys);
  }
  how.environment = at.environment;
  how.environment["GATEHOUSE_CAMPAIGN"] = at.mark;
  how.log = at.log;
  return how;
}

} // namespace

std::string gatehouse_binary() {
  const char* given = std::getenv("GATEHOUSE_BINARY");
  return given != nullptr ? given : GATEHOUSE_BUILT_BINARY;
}

gateway_process::gateway_process(const gateway_place& at) : program_(start_of(at)) {}

gateway_process::~gateway_process() {
  if (!may_end_ && program_.has_ended())
    ADD_FAILURE() << "the gateway ended by itself: " << program_.wait();
}

bool gateway_process::serves() {
  while (port_ == 0) {
    const auto line = program_.read_line();
    if (!line)
      return false;
    output_ += *line + "\n";
    if (const auto at = line->find(greeting); at != std::string::npos)
      port_ = static_cast<std::uint16_t>(std::stoi(line->substr(at + greeting.size())));
  }
  return true;
}

void gateway_process::kill() {
  EXPECT_FALSE(program_.has_ended()) << "the gateway ended by itself: " << program_.wait();
  may_end_ = true;
  program_.send_signal(SIGKILL);
  program_.wait();
  output_ += program_.read_rest();
}

bool gateway_process::is_killed_within(std::chrono::milliseconds time) {
  if (!program_.ends_within(time))
    return false;
  EXPECT_EQ(wait(), -SIGKILL) << "the gateway ended by itself";
  output_ += program_.read_rest();
  return true;
}

int gateway_process::stop() {
  may_end_ = true;
  program_.send_signal(SIGTERM);
  const int code = program_.wait();
  output_ += program_.read_rest();
  return code;
}

int gateway_process::wait() {
  may_end_ = true;
  return program_.wait();
}

} // namespace gatehouse

#include "tests/campaign/call_oracle.hpp"

#include "tests/campaign/child_program.hpp"

#include <string_view>

namespace gatehouse {

std::string call_oracle::next_text(const std::string& before) {
  const std::lock_guard guard{mutex_};
  auto text = "call-" + std::to_string(++last_);
  const auto arguments = echo_arguments(text);
  tried_[text] = before.empty() ? arguments : "{" + before + "," + arguments.substr(1);
  return text;
}

std::string call_oracle::arguments_of(const std::string& text) const {
  const std::lock_guard guard{mutex_};
  return tried_.at(text);
}

void call_oracle::acknowledge(const std::string& text, const std::string& result) {
  const std::lock_guard guard{mutex_};
  answered_[text] = result;
  more_.notify_all();
}

bool call_oracle::wait_for_more(std::size_t count) {
  std::unique_lock lock{mutex_};
  const auto wanted = answered_.size() + count;
  return more_.wait_for(lock, campaign_patience, [&] { return answered_.size() >= wanted; });
}

std::map<std::string, std::string> call_oracle::tried() const {
  const std::lock_guard guard{mutex_};
  return tried_;
}

std::map<std::string, std::string> call_oracle::answered() const {
  const std::lock_guard guard{mutex_};
  return answered_;
}

std::string echo_arguments(const std::string& text) {
  return R"({"text":")" + text + R"("})";
}

std::map<std::string, int> texts_in(const std::string& requests) {
  constexpr std::string_view before = R"("text":")";
  std::map<std::string, int> counts;
  for (auto at = requests.find(before); at != std::string::npos; at = requests.find(before, at)) {
    at += before.size();
    ++counts[requests.substr(at, requests.find('"', at) - at)];
  }
  return counts;
}

} // namespace gatehouse

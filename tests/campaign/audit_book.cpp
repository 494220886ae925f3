#include "tests/campaign/audit_book.hpp"

#include "storage/crypto/digest.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

namespace {

audit_line line_of(const json_value& entry) {
  audit_line line;
  line.position = std::stoull(text_at(entry, {"position"}));
  line.call = text_at(entry, {"call"});
  line.session = text_at(entry, {"session"});
  line.tool = text_at(entry, {"tool"});
  line.outcome = text_at(entry, {"outcome"});
  line.reason = text_at(entry, {"reason"});
  line.key = text_at(entry, {"arguments_key"});
  line.arguments_digest = text_at(entry, {"arguments_digest"});
  line.result_digest = text_at(entry, {"result_digest"});
  return line;
}

} // namespace

std::vector<audit_line> read_audit(test_rest_client& rest, std::uint64_t after) {
  std::vector<audit_line> lines;
  const auto path =
      "/api/v1/orgs/acme/audit?order=oldest&limit=" + std::to_string(limits::page_items_max) +
      "&after=" + std::to_string(after);
  std::string cursor;
  do {
    const auto answer = rest.get(path + (cursor.empty() ? "" : "&cursor=" + cursor));
    const auto page = json_document::parse(answer.body);
    if (answer.status != 200 || !page) {
      ADD_FAILURE() << "the audit cannot be read: " << answer.status << " " << answer.body;
      break;
    }
    for (const auto& entry : page->root().find("items")->elements())
      lines.push_back(line_of(entry));
    cursor = text_at(page->root(), {"next"});
  } while (!cursor.empty());
  return lines;
}

audit_book::audit_book(const std::string& keys) {
  auto opened = vault::open(keys, false);
  if (opened)
    keys_ = *std::move(opened);
  else
    ADD_FAILURE() << opened.error().detail;
}

std::string audit_book::digest_of(const std::string& content) {
  const auto digest = keys_->argument_digest(key_, content);
  return digest ? to_hex(*digest) : std::string{};
}

std::vector<std::string> audit_book::check(test_rest_client& rest, const call_oracle& oracle) {
  std::vector<std::string> wrong;
  const auto added = read_audit(rest, lines_.empty() ? 0 : lines_.back().position);
  if (!added.empty())
    key_.value = added.front().key;
  for (const auto& [text, arguments] : oracle.tried())
    if (const auto [known, is_new] = digests_.try_emplace(text); is_new) {
      known->second = digest_of(arguments);
      texts_[known->second] = text;
    }
  for (const auto& line : added) {
    if (line.outcome == "open")
      wrong.push_back(line.call + " is still open");
    if (!texts_.contains(line.arguments_digest))
      wrong.push_back(line.call + " was made by nobody");
    if (!by_digest_.emplace(line.arguments_digest, lines_.size()).second)
      wrong.push_back(texts_[line.arguments_digest] + " is there twice");
    lines_.push_back(line);
  }
  for (const auto& [text, result] : oracle.answered()) {
    if (!settled_.insert(text).second)
      continue;
    const auto found = by_digest_.find(digests_[text]);
    if (found == by_digest_.end())
      wrong.push_back(text + " was answered and is not there");
    else if (const auto& line = lines_[found->second]; line.outcome != "ok")
      wrong.push_back(text + " was answered and is " + line.outcome);
    else if (line.result_digest != digest_of(result))
      wrong.push_back(text + " was answered with another result");
  }
  return wrong;
}

std::set<std::string> audit_book::unrecorded(const std::set<std::string>& texts) {
  std::set<std::string> missing;
  for (const auto& text : texts)
    if (const auto known = digests_.find(text);
        known == digests_.end() || !by_digest_.contains(known->second))
      missing.insert(text);
  return missing;
}

} // namespace gatehouse

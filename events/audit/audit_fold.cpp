#include "events/audit/audit_fold.hpp"

namespace gatehouse {

namespace {

/// Returns in a word what is there of content.
std::string captured(const std::optional<sealed>& content, capture_note note) {
  if (note == capture_note::plain)
    return content ? "whole" : "";
  return std::string{name_of(note)};
}

/// Returns the key that the digest and the content are under; none without a digest.
data_key_id key_of(const record& from, const digest256& digest,
                   const std::optional<sealed>& content) {
  if (content)
    return content->key;
  return digest == digest256{} ? data_key_id{} : from.context.data_key;
}

/// What an admission and a denial say alike.
void begin(audit_entry& entry, const record& from, const call_subject& subject,
           const judgement& judged) {
  entry.position = from.position;
  entry.at = from.at;
  entry.org = from.context.org;
  entry.principal = from.context.principal;
  entry.credential = from.context.credential;
  entry.call = subject.call;
  entry.tool = subject.tool;
  entry.address = subject.address;
  entry.connection = subject.connection;
  entry.arguments_digest = subject.arguments_digest;
  entry.arguments_captured = captured(subject.arguments, subject.note);
  entry.arguments_key = key_of(from, subject.arguments_digest, subject.arguments);
  entry.source = judged.source;
  entry.pattern = judged.pattern;
  entry.rule = judged.rule;
  entry.policy_version = judged.version;
}

void end(audit_entry& entry, const record& from, audit_outcome how) {
  entry.outcome = how;
  entry.ended = from.at;
}

} // namespace

void fold(audit_entry& entry, const record&, const session_opened& event) {
  entry.session = event.session;
  entry.toolkit = event.toolkit;
  entry.resource = event.resource;
}

void fold(audit_entry& entry, const record& from, const call_admitted& event) {
  begin(entry, from, event.subject, event.judged);
  entry.decision = audit_decision::allow;
  entry.outcome = audit_outcome::open;
}

void fold(audit_entry& entry, const record& from, const call_denied& event) {
  begin(entry, from, event.subject, event.judged);
  end(entry, from, audit_outcome::denied);
  entry.decision = audit_decision::deny;
  entry.reason = name_of(event.reason);
}

void fold(audit_entry& entry, const record& from, const call_completed& event) {
  end(entry, from, event.tool_error ? audit_outcome::tool_error : audit_outcome::ok);
  entry.result_digest = event.result_digest;
  entry.result_bytes = event.result_bytes;
  entry.duration_us = event.duration_us;
  entry.result_captured = captured(event.result, event.note);
  entry.result_key = key_of(from, event.result_digest, event.result);
  entry.end_position = from.position;
}

void fold(audit_entry& entry, const record& from, const call_failed& event) {
  end(entry, from, audit_outcome::failed);
  entry.reason = event.reason;
  entry.duration_us = event.duration_us;
}

void fold(audit_entry& entry, const record& from, const call_interrupted&) {
  end(entry, from, audit_outcome::interrupted);
}

} // namespace gatehouse

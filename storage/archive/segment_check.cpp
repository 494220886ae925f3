#include "storage/archive/segment_check.hpp"

namespace gatehouse {

segment_check::segment_check(const segment_manifest& said)
    : said_(said), tree_(said.before),
      records_([this](damage one) { report(std::move(one)); }, said.first(), {}) {}

void segment_check::take(const found_entry& found) {
  if (found.position > said_.end.last) {
    report({damage_kind::tail_added, found.position, "the manifest does not know of it"});
    return;
  }
  const bool in_place = found.position == records_.next();
  static_cast<void>(records_.take(found));
  if (in_place)
    tree_.append(found.leaf);
}

void segment_check::note_unreadable(const std::string& why) {
  report({damage_kind::log_unreadable, records_.next(), why});
}

void segment_check::end() {
  if (records_.next() <= said_.end.last)
    report({damage_kind::tail_missing, records_.next(),
            "the manifest knows positions up to " + std::to_string(said_.end.last.value)});
  else if (tree_.size() == said_.end.last.value && tree_.root() != said_.end.root)
    report({damage_kind::tree_differs, said_.end.last, "the manifest names another root"});
}

void segment_check::judge(const checkpoint& under, const std::vector<verifier_key>& keys) {
  const auto& head = under.head;
  if (head.origin != said_.origin)
    report({damage_kind::checkpoint_foreign,
            {head.size},
            "it is of " + head.origin + ", the segment is of " + said_.origin});
  if (!is_consistent(said_.end.last.value, said_.end.root, head.size, head.root, said_.way))
    report(
        {damage_kind::tree_differs, said_.end.last,
         "the checkpoint of " + std::to_string(head.size) + " records does not go on from here"});
  bool asked = false;
  bool is_signed = false;
  for (const auto& key : keys) {
    const auto verdict = key.check(under.note);
    const bool of_log = key.type == note_key_type::note;
    asked = asked || of_log;
    is_signed = is_signed || (of_log && verdict == signature_verdict::valid);
    if (verdict == signature_verdict::invalid)
      report({damage_kind::signature_wrong, {head.size}, "the signature of " + key.name});
  }
  if (asked && !is_signed)
    report({damage_kind::key_untrusted, {head.size}, "none of the given keys has signed it"});
}

verify_report segment_check::result() && {
  report_.records = records_.next().value - said_.first().value;
  report_.root = tree_.root();
  return std::move(report_);
}

} // namespace gatehouse

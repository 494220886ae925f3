#include "storage/json/fields_json.hpp"
#include "storage/projections/audit_query.hpp"
#include "tests/support/golden_file.hpp"
#include "tests/support/told_session.hpp"

namespace gatehouse {
namespace {

/// A day of two tenants with every way a call can go.
void tell(projected_journal& journal) {
  told_session ada{journal, "3f0c8a52-0000-4000-8000-000000000001", "org_1", "user_1"};
  told_session bot{journal, "3f0c8a52-0000-4000-8000-000000000002", "org_1", "tok_2"};
  told_session theirs{journal, "3f0c8a52-0000-4000-8000-000000000003", "org_2", "tok_9"};
  ada.open("tk_1");
  ada.admit("call_1");
  bot.open();
  ada.complete("call_1");
  bot.admit("call_2", "slack__post");
  ada.deny("call_3");
  theirs.open();
  theirs.admit("call_4", "slack__post");
  bot.complete("call_2", true);
  bot.admit("call_5", "slack__post");
  ada.admit("call_6");
  theirs.fail("call_4", "upstream_timeout");
  ada.admit("call_7", "github__issue_comment");
  ada.close(close_reason::client);
  ada.interrupt("call_6");
  ada.complete("call_7");
}

std::string lines_of(const view_store& views, const org_id& org) {
  audit_filter filter;
  filter.org = org;
  page_request wanted;
  wanted.newest_first = false;
  auto found = find_audit(views, filter, wanted);
  if (!found)
    return found.error().detail;
  std::string lines;
  for (const auto& entry : found->items) {
    json_writer out;
    write_json(out, entry);
    lines += out.take() + '\n';
  }
  return lines;
}

TEST(GoldenAudit, IsToldAlikeForEver) {
  projected_journal journal;
  tell(journal);
  EXPECT_TRUE(page_holds("tests/golden/audit/org_1.ndjson", lines_of(journal.views(), {"org_1"})));
  EXPECT_TRUE(page_holds("tests/golden/audit/everything.ndjson", lines_of(journal.views(), {})));
}

TEST(GoldenAudit, IsToldAlikeWhenRebuilt) {
  projected_journal journal;
  tell(journal);
  auto rebuilt = view_store::in_memory();
  ASSERT_TRUE(rebuild_views(journal.log(), *rebuilt, all_projections(), {}));
  EXPECT_EQ(lines_of(*rebuilt, {}), text_of_file("tests/golden/audit/everything.ndjson"));
}

} // namespace
} // namespace gatehouse

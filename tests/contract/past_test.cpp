#include "storage/json/json.hpp"
#include "storage/past/past_access.hpp"
#include "storage/past/past_state.hpp"
#include "storage/past/rejudge.hpp"
#include "storage/query/audit_news.hpp"
#include "storage/query/summarize_audit.hpp"
#include "tests/support/asked_record.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The record that queries are asked of, looked at as it was.
class Past : public testing::Test {
protected:
  const log_store& log() { return record_.journal().log(); }

  past_org org_at(const moment& at = {}) {
    auto found = fold_org(log(), "acme", at);
    if (!found)
      ADD_FAILURE() << found.error().detail;
    return found ? *std::move(found) : past_org{};
  }

  /// Judges the calls through the toolkit again; `file` is a policy file, empty for the rules it
  /// has.
  rejudge_report judged_by(const std::string& file, std::optional<moment> from = {},
                           moment until = {}) {
    auto org = org_at();
    auto kit = *org.find_toolkit("kit");
    if (!file.empty())
      if (auto replaced = replace_rules(org, &kit, file); !replaced)
        ADD_FAILURE() << replaced.error().detail;
    auto report = rejudge(log(), org, &kit, {kit.state.id, from, until});
    if (!report)
      ADD_FAILURE() << report.error().detail;
    return report ? *report : rejudge_report{};
  }

  static std::uint64_t count(const rejudge_report& report, verdict what) {
    return report.counts[static_cast<std::size_t>(what)];
  }

  static std::vector<std::string> calls(const rejudge_report& report, verdict what) {
    std::vector<std::string> names;
    for (const auto& one : report.examples[static_cast<std::size_t>(what)])
      names.push_back(one.call.value);
    return names;
  }

  asked_record record_;
};

// The calls were allowed though the toolkit blocks github.*: what it would do is not what was done.
TEST_F(Past, JudgesCallsAgainByTheRulesAsTheyAre) {
  const auto report = judged_by("");
  EXPECT_EQ(report.calls, 4U);
  EXPECT_THAT(calls(report, verdict::newly_blocked), ElementsAre("a", "c", "d"));
  EXPECT_EQ(count(report, verdict::unchanged), 1U) << "b is denied either way";
  const auto& first = report.examples[static_cast<std::size_t>(verdict::newly_blocked)].front();
  EXPECT_EQ(first.before.pattern, "github.*");
  EXPECT_EQ(first.after.rule.value, "p_tk_1");
  EXPECT_EQ(first.tool, "github__issues_list");
}

TEST_F(Past, JudgesCallsAgainByAFile) {
  const auto held = judged_by(R"({"items":[
      {"pattern":"github.org.main.repo_delete","action":"approve"},
      {"pattern":"github.*","action":"require_approval","position":"Zz","id":"x"}]})");
  EXPECT_THAT(calls(held, verdict::newly_allowed), ElementsAre("b"));
  EXPECT_THAT(calls(held, verdict::newly_held), ElementsAre("a", "c"));
  EXPECT_THAT(calls(held, verdict::newly_blocked), ElementsAre("d")) << "slack is not granted";
  const auto free = judged_by(R"([{"pattern":"*","action":"approve"}])");
  EXPECT_EQ(count(free, verdict::unchanged), 2U);
}

TEST_F(Past, JudgesTheCallsOfARange) {
  EXPECT_EQ(judged_by("", read_moment("17")).calls, 2U) << "c and d";
  EXPECT_EQ(judged_by("", {}, *read_moment("14")).calls, 1U);
  const auto at = asked_record::text_of(record_.ask("select at from audit where call = 'c'"));
  EXPECT_EQ(judged_by("", read_moment(at)).calls, 2U) << "a time is in its range";
  EXPECT_EQ(judged_by("", read_moment("2999-01-01T00:00:00Z")).calls, 0U);
}

TEST_F(Past, RefusesAPolicyFileThatIsNone) {
  auto org = org_at();
  const auto refusal = [&](const std::string& file) {
    auto replaced = replace_rules(org, nullptr, file);
    return replaced ? std::string{} : replaced.error().detail;
  };
  EXPECT_THAT(refusal(R"([{"pattern":"*","action":"perhaps"}])"),
              HasSubstr("policy 1 of the file"));
  EXPECT_THAT(refusal(R"([{"pattern":"a*","action":"block"}])"), HasSubstr("no pattern"));
  EXPECT_THAT(refusal(R"([{"pattern":"*","action":"block","owner":"user","user":"zoe"}])"),
              HasSubstr("zoe"));
  EXPECT_THAT(refusal(R"([{"id":"x","pattern":"*","action":"block"},)"
                      R"({"id":"x","pattern":"*","action":"block"}])"),
              HasSubstr("policy 2 of the file has the id of another"));
  EXPECT_NE(refusal("{}"), "");
  EXPECT_NE(refusal("["), "");
}

TEST_F(Past, FindsAToolkitAtItsVersion) {
  EXPECT_THAT(toolkit_at(log(), {"tk_1"}, {1})->state.grants, IsEmpty());
  EXPECT_EQ(toolkit_at(log(), {"tk_1"}, {3})->state.policies.size(), 1U);
  EXPECT_EQ(toolkit_at(log(), {"tk_1"}, {4}).error().code, errc::not_found);
  EXPECT_EQ(toolkit_at(log(), {"tk_1"}, {0}).error().code, errc::not_found);
}

TEST_F(Past, TellsTheStateOfAStreamAtAMoment) {
  const auto state = [&](const std::string& stream, const std::string& at) {
    auto found = state_at(log(), {stream}, *read_moment(at));
    return found ? *found : std::string{to_string(found.error().code)};
  };
  EXPECT_THAT(state("toolkit/tk_1", ""), HasSubstr(R"("version":3,)"));
  EXPECT_THAT(state("toolkit/tk_1", "3"), HasSubstr(R"("version":2,"position":3,)"));
  EXPECT_EQ(state("toolkit/tk_1", "1"), "not_found");
  EXPECT_EQ(state("toolkit/none", ""), "not_found");
  EXPECT_EQ(state("nothing/x", ""), "unknown_event");
  EXPECT_THAT(state("session/s-1", ""), HasSubstr(R"("closed":true)"));
  EXPECT_THAT(state("session/s-1", "20"), HasSubstr(R"("closed":false)"));
}

TEST_F(Past, TellsWhatAPrincipalCouldCall) {
  const auto tools = [&](const std::string& principal, const std::string& kit,
                         const std::string& at) {
    const auto org = org_at(*read_moment(at));
    auto found = access_of(org, {principal}, kit.empty() ? nullptr : org.find_toolkit(kit));
    std::vector<std::string> all;
    if (!found)
      return std::vector<std::string>{std::string{to_string(found.error().code)}};
    for (const auto& one : *found)
      all.push_back(one.address + " " + std::string{name_of(one.judged.action)});
    return all;
  };
  EXPECT_THAT(tools("operator", "", ""), ElementsAre("github.org.main.issues_list approve"));
  EXPECT_THAT(tools("operator", "kit", ""), ElementsAre("github.org.main.issues_list block"));
  EXPECT_THAT(tools("operator", "kit", "3"), IsEmpty()) << "no connection was there yet";
  EXPECT_THAT(tools("tok_9", "", ""), ElementsAre("not_found"));
  EXPECT_EQ(fold_org(log(), "nobody", {}).error().code, errc::not_found);
}

TEST_F(Past, SumsTheAuditUp) {
  audit_filter filter;
  filter.org = {"org_1"};
  const auto all =
      summarize_audit(record_.journal().views(), filter, log().last(), [] { return false; });
  ASSERT_TRUE(all);
  EXPECT_EQ(all->all().calls(), 4U);
  EXPECT_EQ(all->tools().at("github__issues_list").calls(), 2U);
  EXPECT_EQ(all->all().durations.max(), 5'678U);
  filter.from = unix_us{record_.journal().now().value + 1};
  EXPECT_EQ(summarize_audit(record_.journal().views(), filter, log().last(), [] { return false; })
                ->all()
                .calls(),
            0U);
  filter.from = {};
  EXPECT_EQ(summarize_audit(record_.journal().views(), filter, log().last(), [] { return true; })
                .error()
                .code,
            errc::cancelled);
}

TEST_F(Past, TellsAFollowerEachCallWhenItBeginsAndWhenItEnds) {
  audit_filter filter;
  filter.org = {"org_1"};
  const auto news = [&](journal_position after) {
    auto found =
        find_news(record_.journal().views(), record_.reader(), filter, after, log().last());
    std::string calls;
    for (const auto& one : found->changes)
      calls += one.entry.call.value;
    EXPECT_EQ(found->seen, log().last());
    return calls;
  };
  EXPECT_EQ(news({}), "aabccd");
  EXPECT_EQ(news({17}), "ccd") << "b was denied there";
  EXPECT_EQ(news(log().last()), "");
  filter.outcome = "failed";
  EXPECT_EQ(news({}), "cc") << "an entry is told as it is by now";
}

} // namespace
} // namespace gatehouse

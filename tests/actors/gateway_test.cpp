#include "actors/gateway.hpp"
#include "actors/upstream/io_loop.hpp"
#include "actors/upstream/sample_server.hpp"
#include "events/session/session.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/event_codec.hpp"
#include "tests/support/client_calls.hpp"
#include "tests/support/journal_driver.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

namespace gatehouse {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s; ///< a deadline that only a hang reaches

/// A gateway on folders of its own with the sample server as its upstream, as an operator and a
/// client meet it.
class Gateway : public testing::Test {
protected:
  ~Gateway() override { stop(); }

  gateway_options options() const {
    gateway_options wanted;
    wanted.data_folder = folder / "data";
    wanted.keys_folder = folder / "data.keys";
    wanted.binary = "/proc/self/exe";
    wanted.upstream_nets = nets;
    wanted.calls_per_second = calls_per_second;
    return wanted;
  }

  void start() {
    auto started = gateway::start(options(), loop);
    ASSERT_TRUE(started) << started.error().detail;
    house = *std::move(started);
  }

  void stop() {
    if (house)
      house->stop(0ms);
    house.reset();
  }

  void restart() {
    stop();
    start();
  }

  /// Calls `ask` with a callback and waits for what it is called with.
  template <class T>
  outcome<T> wait(const std::function<void(std::function<void(outcome<T>)>)>& ask) {
    auto promise = std::make_shared<std::promise<outcome<T>>>();
    auto result = promise->get_future();
    ask([promise](outcome<T> one) { promise->set_value(std::move(one)); });
    if (result.wait_for(patience) != std::future_status::ready)
      return failure{errc::internal, "no answer"};
    return result.get();
  }

  /// Starts and creates an org with a token, a sample connection, a toolkit and a blocking rule.
  void found() {
    start();
    auto operator_token = house->take_new_operator_token();
    ASSERT_FALSE(operator_token.empty());
    EXPECT_EQ(*read_operator_token(options().keys_folder), operator_token);
    by = *house->authenticate(operator_token);
    auto& admin = house->admin();
    org = *wait<org_id>([&](auto done) { admin.create_org(by, {"acme", "Acme"}, done); });
    token = wait<minted_token>([&](auto done) {
              admin.mint_token(by, org, {"ci", role::member, ""}, done);
            })->token;
    new_connection sample;
    sample.name = "sample";
    sample.command = {options().binary, sample_server_argument, sample_mischief_argument};
    connection =
        *wait<connection_id>([&](auto done) { admin.create_connection(by, org, sample, done); });
    new_toolkit kit;
    kit.slug = "dev";
    kit.grants = {"sample.*"};
    toolkit = *wait<toolkit_id>([&](auto done) { admin.create_toolkit(by, org, kit, done); });
    block("sample.org.main.fail");
  }

  void block(const std::string& pattern) {
    ASSERT_TRUE(wait<policy_id>([&](auto done) {
      house->admin().add_policy(by, org, {toolkit, "", pattern, policy_action::block, {}}, done);
    }));
  }

  binding at() const {
    auto who = *house->authenticate(token);
    return {who, *house->resolve(who, "acme", "dev")};
  }

  session_id open() {
    auto opened = wait<session_info>([&](auto done) {
      house->open_session(at(), {"2025-11-25", "client", "1"}, done);
    });
    EXPECT_TRUE(opened);
    return opened ? opened->id : session_id{};
  }

  outcome<call_answer> call(const session_id& session, const std::string& tool,
                            const std::string& arguments = "{}") {
    return wait<call_answer>([&](auto done) {
      house->call(session, at(), tool_request(tool, arguments), when_done(done));
    });
  }

  std::vector<audit_entry> audit() {
    audit_filter filter;
    filter.org = org;
    auto found = wait<page<audit_entry>>(
        [&](auto done) { house->records().audit(filter, page_request{}, done); });
    return found ? found->items : std::vector<audit_entry>{};
  }

  /// The journal of the stopped gateway, with `work` done on it.
  void in_journal(const std::function<void(journal&)>& work) {
    auto store = *open_rocksdb_log(options().data_folder + "/log", log_access::create_or_write);
    auto log = *journal::open(*store, nullptr, [] { return unix_us{1'895'168'735'000'000}; });
    work(*log);
  }

  temp_folder folder;
  io_loop loop;
  std::unique_ptr<gateway> house;
  caller by;
  org_id org;
  std::string token;
  std::size_t calls_per_second = limits::calls_per_second_default;
  std::vector<address_block> nets; ///< where connections of others than the operator may lead
  connection_id connection;
  toolkit_id toolkit;
};

TEST_F(Gateway, GovernsACallFromFirstStartToTheAudit) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  auto listed = wait<std::shared_ptr<const catalog_listing>>(
      [&](auto done) { house->list(catalog_list::tools, session, at(), done); });
  ASSERT_TRUE(listed);
  std::vector<std::string> names;
  for (const auto& one : (*listed)->items)
    names.push_back(one.name);
  EXPECT_EQ(std::count(names.begin(), names.end(), "sample__echo"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "sample__fail"), 0) << "blocked";

  auto answer = call(session, "sample__echo", R"({"text":"hello"})");
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_NE(answer->body.find("hello"), std::string::npos);
  EXPECT_EQ(call(session, "sample__fail").error().code, errc::tool_unknown);
  EXPECT_EQ(call(session, "sample__none").error().code, errc::tool_unknown);

  auto entries = audit();
  ASSERT_EQ(entries.size(), 3u);
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  EXPECT_EQ(entries[0].tool, "sample__echo");
  EXPECT_EQ(entries[0].outcome, audit_outcome::ok);
  EXPECT_EQ(entries[0].session, session);
  EXPECT_EQ(entries[0].result_bytes, answer->body.size());
  EXPECT_EQ(entries[1].decision, audit_decision::deny);
  EXPECT_EQ(entries[1].address, "sample.org.main.fail");
  EXPECT_EQ(entries[2].address, "");
}

TEST_F(Gateway, LetsAReaderListAndNotCall) {
  ASSERT_NO_FATAL_FAILURE(found());
  token = wait<minted_token>([&](auto done) {
            house->admin().mint_token(by, org, {"eyes", role::reader, ""}, done);
          })->token;
  const auto session = open();
  const auto listed = wait<std::shared_ptr<const catalog_listing>>(
      [&](auto done) { house->list(catalog_list::tools, session, at(), done); });
  ASSERT_TRUE(listed);
  EXPECT_FALSE((*listed)->items.empty());
  EXPECT_EQ(call(session, "sample__echo", R"({"text":"no"})").error().code, errc::forbidden);
  const auto resumed = wait<call_answer>([&](auto done) {
    house->resume_call(session, at(), tool_request("sample__echo", "{}"), {"state", {}},
                       when_done(done));
  });
  EXPECT_EQ(resumed.error().code, errc::forbidden);
  EXPECT_TRUE(audit().empty());
}

// S-TOOLS-13
TEST_F(Gateway, RefusesACredentialThatCallsTooOften) {
  calls_per_second = 1;
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  std::vector<outcome<call_answer>> answers;
  for (int i = 0; i < 50; ++i)
    answers.push_back(call(session, "sample__none"));
  const auto refused = [](const auto& one) { return one.error().code == errc::limit_reached; };
  const auto let_through = std::count_if(answers.begin(), answers.end(), std::not_fn(refused));
  EXPECT_GE(let_through, 1);
  EXPECT_LT(let_through, 50) << "50 calls do not take 50 seconds";
  EXPECT_EQ(audit().size(), static_cast<std::size_t>(let_through)) << "the rest is not recorded";
}

TEST_F(Gateway, NeverLetsACallOvertakeAnAcknowledgedBlock) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  ASSERT_TRUE(call(session, "sample__add", R"({"a":1,"b":2})"));
  block("sample.*");
  EXPECT_EQ(call(session, "sample__add", R"({"a":1,"b":2})").error().code, errc::tool_unknown);
}

TEST_F(Gateway, KeepsSessionsUsableUnderTheSameIdAcrossARestart) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  restart();
  EXPECT_EQ(house->take_new_operator_token(), "") << "shown once";
  auto known = wait<session_info>([&](auto done) { house->check_session(session, at(), done); });
  ASSERT_TRUE(known) << known.error().detail;
  EXPECT_EQ(known->protocol_version, "2025-11-25");
  EXPECT_TRUE(call(session, "sample__echo", R"({"text":"again"})"));
}

TEST_F(Gateway, ForgetsAClosedSession) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  EXPECT_TRUE(wait<nothing>([&](auto done) { house->close_session(session, at(), done); }));
  EXPECT_EQ(call(session, "sample__echo").error().code, errc::session_not_found);
  restart();
  EXPECT_EQ(call(session, "sample__echo").error().code, errc::session_not_found);
}

TEST_F(Gateway, ClosesTheCallsOfACrashAsInterruptedAtStart) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  auto who = at().who;
  stop();
  in_journal([&](journal& log) {
    call_admitted admitted;
    admitted.subject.call = {"call_crashed"};
    admitted.subject.tool = "sample__echo";
    admitted.judged.action = policy_action::approve;
    append_batch batch;
    batch.context.org = org;
    batch.context.session = session;
    batch.context.principal = who.principal;
    batch.streams.push_back({gatehouse::session::stream(session), {1}, {}});
    batch.streams[0].events.push_back(encode_event<gatehouse::session>(admitted));
    ASSERT_TRUE(append_now(log, std::move(batch)));
  });
  start();
  auto entries = audit();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].call.value, "call_crashed");
  EXPECT_EQ(entries[0].outcome, audit_outcome::interrupted);
  EXPECT_TRUE(call(session, "sample__echo", R"({"text":"on we go"})"));
}

TEST_F(Gateway, SharesItsFolderWithNoOther) {
  start();
  io_loop other_loop;
  auto second = gateway::start(options(), other_loop);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::journal_locked);
  EXPECT_TRUE(house->ready());
}

TEST_F(Gateway, StopsWithinItsGraceWhileACallHangs) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  ASSERT_TRUE(call(session, "sample__echo", R"({"text":"warm"})"));
  auto ended = std::make_shared<std::promise<outcome<call_answer>>>();
  auto answer = ended->get_future();
  house->call(session, at(), tool_request("sample__sleep", R"({"ms":600000})", 600s),
              when_done([ended](outcome<call_answer> one) { ended->set_value(std::move(one)); }));
  auto before = std::chrono::steady_clock::now();
  house->stop(100ms);
  EXPECT_LT(std::chrono::steady_clock::now() - before, patience / 2) << "not after ten minutes";
  ASSERT_EQ(answer.wait_for(patience), std::future_status::ready);
  EXPECT_EQ(answer.get().error().code, errc::cancelled);
  house.reset();
  start();
  auto entries = audit();
  ASSERT_EQ(entries.size(), 2u);
  for (const auto& one : entries)
    EXPECT_NE(one.outcome, audit_outcome::open);
}

TEST_F(Gateway, AnswersARunningCallWhenItsConnectionIsRemoved) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto session = open();
  ASSERT_TRUE(call(session, "sample__echo", R"({"text":"warm"})"));
  auto answer = wait<call_answer>([&](auto done) {
    house->call(session, at(), tool_request("sample__sleep", R"({"ms":600000})", 600s),
                when_done(done));
    EXPECT_TRUE(wait<nothing>(
        [&](auto removed) { house->admin().remove_connection(by, org, connection, removed); }));
  });
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().code, errc::internal) << answer.error().detail;
}

TEST_F(Gateway, RefusesARevokedTokenAndAForeignOrg) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto second = *wait<minted_token>([&](auto done) {
    house->admin().mint_token(by, org, {"second", role::member, ""}, done);
  });
  auto who = house->authenticate(second.token);
  ASSERT_TRUE(who);
  EXPECT_EQ(house->resolve(*who, "other", "").error().code, errc::forbidden);
  EXPECT_EQ(house->resolve(*who, "acme", "none").error().code, errc::not_found);
  ASSERT_TRUE(
      wait<nothing>([&](auto done) { house->admin().revoke_token(by, org, second.id, done); }));
  EXPECT_EQ(house->authenticate(second.token).error().code, errc::unauthorized);
}

TEST_F(Gateway, TellsTheOperatorThatAnOrgIsUnknown) {
  ASSERT_NO_FATAL_FAILURE(found());
  EXPECT_TRUE(house->resolve(by, "acme", ""));
  const auto unknown = house->resolve(by, "other", "");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, errc::not_found);
  EXPECT_EQ(unknown.error().detail, "There is no such organization.");
  EXPECT_EQ(house->resolve(by, "", "").error().code, errc::forbidden);
}

TEST_F(Gateway, RecordsWhoMintedATokenAndWithWhich) {
  ASSERT_NO_FATAL_FAILURE(found());
  auto mint = [&](const caller& who, const std::string& user, role rank) {
    return wait<minted_token>([&](auto done) {
      house->admin().mint_token(who, org, {"", rank, user}, done);
    });
  };
  const auto admin = *house->authenticate(mint(by, "ann", role::admin)->token);
  const auto of_bob = mint(admin, "bob", role::member);
  ASSERT_TRUE(of_bob);
  stop();
  in_journal([&](journal& log) {
    std::optional<token_minted> minted;
    for (const auto& one : all_of(log)) {
      if (one.event_number != token_minted::type.number || one.context.principal != admin.principal)
        continue;
      EXPECT_EQ(one.context.credential, admin.credential);
      const auto event =
          decode_event<gatehouse::org>(one.event_number, one.event_version, one.payload);
      ASSERT_TRUE(event);
      minted = std::get<token_minted>(*event);
    }
    ASSERT_TRUE(minted) << "the journal does not say that ann minted it";
    EXPECT_EQ(minted->by, admin.principal);
    EXPECT_EQ(minted->token, of_bob->id);
    EXPECT_NE(minted->user, admin.user);
  });
}

TEST_F(Gateway, LetsOnlyTheOperatorReachIntoPrivateNetworks) {
  nets = {*parse_address_block("10.1.0.0/16")};
  ASSERT_NO_FATAL_FAILURE(found());
  const auto admin = *house->authenticate(
      wait<minted_token>([&](auto done) {
        house->admin().mint_token(by, org, {"admin", role::admin, "ann"}, done);
      })->token);
  auto add = [&](const caller& who, const std::string& name, const std::string& url) {
    new_connection wanted;
    wanted.name = name;
    wanted.url = url;
    return wait<connection_id>(
        [&](auto done) { house->admin().create_connection(who, org, wanted, done); });
  };
  auto reach = [&](const connection_id& id) {
    return wait<connection_report>(
        [&](auto done) { house->admin().test_connection(by, org, id, done); });
  };
  for (const auto* url : {"http://127.0.0.1:1/", "http://169.254.169.254/", "http://[::1]:1/"}) {
    const auto refused = add(admin, "literal", url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, errc::forbidden);
  }
  EXPECT_TRUE(add(admin, "inside", "http://10.1.2.3/"));
  const auto of_admin = add(admin, "named", "http://localhost:1/");
  ASSERT_TRUE(of_admin) << "where a name leads is only known when connecting";
  EXPECT_NE(reach(*of_admin).error().detail.find("private address"), std::string::npos);
  const auto of_operator = add(by, "owned", "http://localhost:1/");
  ASSERT_TRUE(of_operator);
  EXPECT_EQ(reach(*of_operator).error().detail.find("private address"), std::string::npos);
  restart();
  EXPECT_NE(reach(*of_admin).error().detail.find("private address"), std::string::npos);
  EXPECT_EQ(reach(*of_operator).error().detail.find("private address"), std::string::npos);
}

} // namespace

} // namespace gatehouse

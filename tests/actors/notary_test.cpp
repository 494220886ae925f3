#include "actors/gateway.hpp"
#include "actors/record_notary.hpp"
#include "actors/upstream/io_loop.hpp"
#include "storage/proof/checkpoint_store.hpp"
#include "storage/proof/record_proof.hpp"
#include "storage/proof/signature_check.hpp"
#include "storage/proof/verify_log.hpp"
#include "tests/support/client_calls.hpp"
#include "tests/support/note_signer.hpp"
#include "tests/support/temp_folder.hpp"

#include <atomic>
#include <filesystem>
#include <future>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::EndsWith;

/// A gateway on folders of its own, whose one client calls a tool that is not there.
class Notary : public testing::Test {
protected:
  ~Notary() override { stop(); }

  void start() {
    gateway_options wanted;
    wanted.data_folder = folder / "data";
    wanted.keys_folder = folder / "data.keys";
    wanted.binary = "/proc/self/exe";
    wanted.witnesses = {witness.key};
    auto started = gateway::start(wanted, loop);
    ASSERT_TRUE(started) << started.error().detail;
    house = *std::move(started);
  }

  void stop() {
    if (house)
      house->stop(0ms);
    house.reset();
  }

  template <class T>
  outcome<T> wait(const std::function<void(std::function<void(outcome<T>)>)>& ask) {
    auto promise = std::make_shared<std::promise<outcome<T>>>();
    auto result = promise->get_future();
    ask([promise](outcome<T> one) { promise->set_value(std::move(one)); });
    if (result.wait_for(60s) != std::future_status::ready)
      return failure{errc::internal, "no answer"};
    return result.get();
  }

  /// Creates an org with a member who makes a call that is denied; returns the call.
  call_id deny_a_call() {
    by = *house->authenticate(house->take_new_operator_token());
    auto& admin = house->admin();
    org = *wait<org_id>([&](auto done) { admin.create_org(by, {"acme", "Acme"}, done); });
    const auto token = wait<minted_token>([&](auto done) {
                         admin.mint_token(by, org, {"ci", role::member, ""}, done);
                       })->token;
    const auto who = *house->authenticate(token);
    const binding at{who, *house->resolve(who, "acme", "")};
    const auto session = wait<session_info>([&](auto done) {
      house->open_session(at, {"2025-11-25", "client", "1"}, done);
    });
    EXPECT_FALSE(wait<call_answer>([&](auto done) {
      house->call(session->id, at, tool_request("nothing", "{}"), when_done(done));
    }));
    audit_filter filter;
    filter.org = org;
    const auto entries =
        wait<page<audit_entry>>([&](auto done) { house->records().audit(filter, {}, done); });
    EXPECT_EQ(entries->items.size(), 1u);
    return entries->items.empty() ? call_id{} : entries->items.front().call;
  }

  verifier_key key() const {
    return *verifier_key::parse(house->current().find_instance()->state.checkpoint_key);
  }

  std::vector<found_checkpoint> checkpoints() const {
    std::vector<found_checkpoint> all;
    auto store = checkpoint_store::open(folder / "data/checkpoints", false);
    const auto names = *store->names();
    for (const auto& name : names)
      all.push_back({name, *checkpoint::parse(*store->text(name))});
    return all;
  }

  /// Verifies what is left of the folder, with `given` as the only key that is known.
  void expect_whole(const verifier_key& given) const {
    auto log = open_rocksdb_log(folder / "data/log", log_access::read_only);
    ASSERT_TRUE(log);
    verify_request wanted;
    for (const auto& one : checkpoints())
      wanted.trees.push_back({one.note.head.size, one.note.head.root, one.source});
    auto report = verify_log(**log, wanted, [](std::uint64_t, std::uint64_t) {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->damages, 0u) << report->first_damages.front().detail;
    const auto signatures =
        check_signatures(checkpoints(), report->keys, {given}, [](const damage& one) {
          ADD_FAILURE() << to_string(one.kind) << ": " << one.detail;
        });
    EXPECT_EQ(signatures.covered, report->records) << "the last checkpoint covers all";
  }

  temp_folder folder;
  io_loop loop;
  note_signer witness{"witness.example/1", note_key_type::cosignature};
  std::unique_ptr<gateway> house;
  caller by;
  org_id org;
};

TEST_F(Notary, SignsForAllOfTheLogAtItsEnd) {
  start();
  deny_a_call();
  const auto first = key();
  stop();
  expect_whole(first);
  start();
  EXPECT_EQ(key(), first) << "a key is for longer than a run";
  stop();
  expect_whole(first);
}

TEST_F(Notary, ProvesARecordOfACall) {
  start();
  const auto call = deny_a_call();
  const auto prove = [&](const org_id& whose, call_record which) {
    return wait<std::string>(
        [&](auto done) { house->attestations().prove(whose, call, which, done); });
  };
  const auto proof = prove(org, call_record::decision);
  ASSERT_TRUE(proof) << proof.error().detail;
  const auto proven = record_proof::parse(*proof)->check({key()});
  ASSERT_TRUE(proven) << proven.error().detail;
  EXPECT_EQ(proven->one.context.org, org);
  EXPECT_EQ(prove({"org_other"}, call_record::decision).error().code, errc::not_found);
  EXPECT_EQ(prove(org, call_record::end).error().code, errc::not_found) << "it was denied";
}

TEST_F(Notary, ChangesItsKeyWithBothSigning) {
  start();
  deny_a_call();
  const auto first = key();
  const auto changed = wait<std::string>(
      [&](auto done) { house->attestations().change_key(by.principal, false, done); });
  ASSERT_TRUE(changed) << changed.error().detail;
  const auto second = *verifier_key::parse(*changed);
  EXPECT_EQ(key(), second);
  EXPECT_EQ(second.name, first.name);
  const auto newest = *checkpoint::parse(*house->attestations().newest_checkpoint());
  EXPECT_EQ(first.check(newest.note), signature_verdict::valid);
  EXPECT_EQ(second.check(newest.note), signature_verdict::valid);
  stop();
  start();
  stop();
  std::vector<std::string> names;
  for (const auto& one : checkpoints())
    names.push_back(one.source);
  EXPECT_THAT(names, Contains(EndsWith(".succession")));
  expect_whole(first);
  expect_whole(second);
}

TEST_F(Notary, ChangesALostKeyOnlyWhenToldThatItIsLost) {
  start();
  deny_a_call();
  const auto first = key();
  stop();
  for (const auto& file : std::filesystem::directory_iterator{folder / "data.keys"})
    if (file.path().filename().string().starts_with("sig_"))
      std::filesystem::remove(file.path());
  start();
  const auto change = [&](bool without_old) {
    return wait<std::string>(
        [&](auto done) { house->attestations().change_key(by.principal, without_old, done); });
  };
  const auto refused = change(false);
  EXPECT_EQ(refused.error().code, errc::conflict);
  EXPECT_EQ(key(), first) << "nothing was named";
  ASSERT_TRUE(change(true));
  EXPECT_EQ(house->attestations().trouble(), "");
  const auto second = key();
  stop();
  expect_whole(second); // whoever was given the new one
}

TEST_F(Notary, KeepsWhatItsWitnessCosigned) {
  start();
  const auto call = deny_a_call();
  const auto proof = wait<std::string>(
      [&](auto done) { house->attestations().prove(org, call, call_record::decision, done); });
  auto newest = *checkpoint::parse(*house->attestations().newest_checkpoint());
  witness.sign(newest.note, 1'800'000'000);
  EXPECT_TRUE(wait<nothing>(
      [&](auto done) { house->attestations().cosign(newest.note.to_string(), done); }));
  EXPECT_EQ(*house->attestations().newest_checkpoint(), newest.note.to_string());
  EXPECT_EQ(
      wait<nothing>([&](auto done) { house->attestations().cosign("none", done); }).error().code,
      errc::checkpoint_invalid);
}

TEST(RecordNotary, BoundsWhatWaits) {
  temp_folder folder;
  io_loop loop;
  published current;
  const clock_source now = [] { return unix_us{1'800'000'000'000'000}; };
  gateway_options options;
  options.data_folder = folder / "data";
  options.keys_folder = folder / "data.keys";
  auto opened = open_folder(options, current, now);
  ASSERT_TRUE(opened) << opened.error().detail;
  std::promise<void> busy;
  std::promise<void> released;
  std::atomic<std::size_t> overloaded = 0;
  {
    record_notary one{*opened, current, loop, now, [&](const auto&, const auto& done) {
                        busy.set_value();
                        released.get_future().wait();
                        done(failure{errc::conflict, "no"});
                      }};
    one.change_key({"operator"}, false, [](const outcome<std::string>&) {});
    busy.get_future().wait();
    for (std::size_t at = 0; at <= limits::proofs_waiting_max; ++at)
      one.cosign("none", [&](const outcome<nothing>& done) {
        overloaded += done.error().code == errc::overloaded ? 1 : 0;
      });
    released.set_value();
  }
  std::promise<void> told;
  loop.post([&] { told.set_value(); });
  told.get_future().wait();
  EXPECT_EQ(overloaded, 1u);
}

} // namespace
} // namespace gatehouse

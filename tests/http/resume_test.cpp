#include "http/mcp/client_streams.hpp"
#include "tests/support/http_world.hpp"

#include <future>

namespace gatehouse {
namespace {

/// A client that loses its event streams and comes back for what it missed.
class Resume : public http_world {
protected:
  http_client call(const std::string& id = "1") {
    const auto before = gate.calls().size();
    auto one = begin_post(session, R"({"jsonrpc":"2.0","id":)" + id +
                                       R"(,"method":"tools/call","params":{"name":"slow"}})");
    EXPECT_TRUE(gate.wait_for_calls(before + 1));
    return one;
  }

  void say(const std::string& text, std::size_t nth_call = 0) {
    gate.say(gate.handles()[nth_call],
             {"notifications/message", R"({"level":"info","data":")" + text + "\"}", 0});
  }

  void finish(std::size_t nth_call = 0) {
    gate.finish_call(gate.handles()[nth_call],
                     call_answer{call_answer::kind::result, R"({"content":[]})"});
  }

  http_client come_back(const std::string& id) {
    return begin_get(session, {"Last-Event-ID: " + id});
  }

  http_answer refused(const std::string& id, const std::string& of_session) {
    return ask(
        "GET", "/mcp", "ann",
        {"Accept: text/event-stream", "Mcp-Session-Id: " + of_session, "Last-Event-ID: " + id});
  }

  std::uint64_t disconnects() {
    const auto text = ask("GET", "/metrics", "root").body;
    const std::string line = "\ngatehouse_http_disconnects_total ";
    return std::stoull(text.substr(text.find(line) + line.size()));
  }

  /// Lets go of a client and waits until the server has noticed.
  void lose(http_client& one) {
    const auto before = disconnects();
    one.close();
    while (disconnects() == before)
      ;
  }

  std::string session = open();
};

std::string id_of(const std::string& event) {
  const auto at = event.find("id: ");
  return at == std::string::npos ? "" : event.substr(at + 4, event.find('\n', at) - at - 4);
}

std::string data_of(const std::string& event) {
  const auto at = event.find("data: ");
  return at == std::string::npos ? "" : event.substr(at + 6, event.find("\n\n") - at - 6);
}

std::string text_of(const std::string& event) {
  return at(data_of(event), {"params", "data"});
}

const std::string result = R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})";

// L-TRANS-10, L-TRANS-19
TEST_F(Resume, BringsWhatWasMissedAndGoesOn) {
  auto one = call();
  say("a");
  one.receive_head();
  const auto primed = one.receive_event();
  const auto first = one.receive_event();
  EXPECT_EQ(text_of(first), R"("a")");
  lose(one);
  say("b");
  auto again = come_back(id_of(first));
  EXPECT_EQ(again.receive_head().status, 200);
  EXPECT_EQ(again.receive_event(), ":\n\n");
  EXPECT_EQ(text_of(again.receive_event()), R"("b")");
  say("c");
  EXPECT_EQ(text_of(again.receive_event()), R"("c")");
  finish();
  EXPECT_EQ(data_of(again.receive_event()), result);
  EXPECT_EQ(again.receive_event(), "");
  EXPECT_TRUE(gate.cancelled().empty());
  EXPECT_NE(id_of(primed), "");
}

// L-TRANS-17, L-TRANS-18
TEST_F(Resume, GivesEachEventAnIdOfItsOwn) {
  std::set<std::string> ids;
  for (std::size_t nth = 0; nth < 2; ++nth) {
    auto one = call();
    say("a", nth);
    finish(nth);
    one.receive_head();
    for (auto event = one.receive_event(); !event.empty(); event = one.receive_event())
      ids.insert(id_of(event));
  }
  EXPECT_EQ(ids.size(), 6u);
  EXPECT_FALSE(ids.contains(""));
}

TEST_F(Resume, BringsTheAnswerOfAnEndedRequest) {
  auto one = call();
  say("a");
  one.receive_head();
  const auto primed = id_of(one.receive_event());
  lose(one);
  finish();
  for (int times = 0; times < 2; ++times) { // it may be lost again
    const auto again = come_back(primed).receive();
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.header("content-type"), "text/event-stream");
    const auto told = again.body.find(R"("data":"a")");
    const auto answered = again.body.find("data: " + result + "\n\n");
    EXPECT_LT(told, answered);
    EXPECT_NE(answered, std::string::npos) << again.body;
  }
}

// L-TRANS-20
TEST_F(Resume, BringsNothingOfOtherStreams) {
  auto one = call("1");
  auto other = call("2");
  say("mine", 0);
  say("other", 1);
  one.receive_head();
  const auto primed = id_of(one.receive_event());
  lose(one);
  finish(1);
  finish(0);
  const auto all = come_back(primed).receive().body;
  EXPECT_NE(all.find("mine"), std::string::npos);
  EXPECT_EQ(all.find("other"), std::string::npos);
  EXPECT_EQ(all.find(R"("id":2)"), std::string::npos);
}

TEST_F(Resume, TakesNoIdThatIsMadeUp) {
  auto one = call();
  say("a");
  one.receive_head();
  one.receive_event();
  const auto id = id_of(one.receive_event());
  auto next = id;
  const auto dot = id.find('.');
  next[dot + 1] = '9';
  for (const auto& bad : {std::string{"1"}, next, id + "A", "w" + id.substr(1),
                          std::string(200, 'x'), id.substr(0, id.rfind('.'))}) {
    const auto answer = refused(bad, session);
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(at(answer.body, {"error", "code"}), "-32600");
  }
  EXPECT_EQ(refused(id, open()).status, 400) << "of another session";
  finish();
}

TEST_F(Resume, TakesOverFromAConnectionThatIsNotKnownToBeDead) {
  auto one = call();
  say("a");
  one.receive_head();
  const auto primed = id_of(one.receive_event());
  auto again = come_back(primed);
  again.receive_head();
  again.receive_event();
  EXPECT_EQ(text_of(again.receive_event()), R"("a")");
  one.receive_event();
  EXPECT_EQ(one.receive_event(), "") << "the former one is ended";
  finish();
  EXPECT_EQ(data_of(again.receive_event()), result);
}

TEST_F(Resume, SaysWhenNothingIsKeptAnyMore) {
  gate.outbox().full = true;
  auto one = call();
  say("a");
  one.receive_head();
  const auto primed = id_of(one.receive_event());
  lose(one);
  EXPECT_TRUE(gate.wait_for_cancelled(1)) << "nobody could bring the answer";
  const auto answer = refused(primed, session);
  EXPECT_EQ(answer.status, 410);
  EXPECT_EQ(at(answer.body, {"error", "data", "code"}), R"("gone")");
}

/// A stream of a process that is no more, as it is in the outbox.
class ResumeAfterRestart : public Resume {
protected:
  /// Keeps messages from number 2 on, and what is to be said if the stream was cut off; returns the
  /// id of its first event.
  std::string keep(const std::vector<std::string>& messages) {
    const event_outbox::stream of{gate.authenticate("ann")->org, {session}, "former"};
    std::promise<std::string> made;
    loop.post([&] {
      auto& kept = gate.outbox();
      std::uint64_t number = 1;
      for (const auto& one : messages)
        kept.keep(of, {++number, one});
      kept.keep(last_word_of(of), {1, cut_off});
      made.set_value(to_event_id({"former", 1, stream_kind::answer}, of.org, of.session, kept));
    });
    return made.get_future().get();
  }

  const std::string cut_off = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"x"}})";
};

TEST_F(ResumeAfterRestart, SaysThatARequestWasCutOff) {
  const auto all = come_back(keep({R"({"method":"a"})"})).receive();
  EXPECT_EQ(all.status, 200);
  const auto told = all.body.find(R"(data: {"method":"a"})");
  EXPECT_LT(told, all.body.find("data: " + cut_off + "\n\n")) << all.body;
}

TEST_F(ResumeAfterRestart, SaysSoAlsoWhenNothingElseWasMissed) {
  const auto all = come_back(keep({})).receive();
  EXPECT_EQ(all.status, 200);
  EXPECT_EQ(data_of(all.body), cut_off);
  EXPECT_NE(id_of(all.body), "") << "a client that loses this, too, may ask again";
}

TEST_F(ResumeAfterRestart, SaysNothingOfTheKindBehindAnAnswer) {
  const auto all = come_back(keep({result, ""})).receive();
  EXPECT_EQ(data_of(all.body), result);
  EXPECT_EQ(all.body.find(cut_off), std::string::npos);
}

TEST_F(Resume, KeepsWhatToSayShouldTheRequestBeCutOff) {
  auto one = call(R"("mine")");
  say("a");
  one.receive_head();
  const auto place = *read_event_id(id_of(one.receive_event()), gate.authenticate("ann")->org,
                                    {session}, gate.outbox());
  std::promise<std::string> kept;
  loop.post([&] {
    gate.outbox().read(last_word_of({gate.authenticate("ann")->org, {session}, place.stream}), 0,
                       [&](outcome<std::vector<kept_message>> found) {
                         kept.set_value(found && !found->empty() ? found->front().content : "");
                       });
  });
  const auto last = kept.get_future().get();
  EXPECT_EQ(at(last, {"id"}), R"("mine")");
  EXPECT_EQ(at(last, {"error", "data", "code"}), R"("upstream_lost")");
  finish();
}

TEST_F(Resume, OfAStreamThatListensBringsWhatHappenedMeanwhile) {
  auto one = begin_get(session);
  one.receive_head();
  const auto primed = id_of(one.receive_event());
  one.close();
  while (ask("GET", "/metrics", "root").body.find("\ngatehouse_http_watches 0\n") ==
         std::string::npos)
    ;
  gate.announce({"notifications/tools/list_changed", {}, 0});
  auto again = come_back(primed);
  again.receive_head();
  EXPECT_EQ(again.receive_event(), ":\n\n");
  EXPECT_NE(again.receive_event().find("notifications/tools/list_changed"), std::string::npos);
  gate.announce({"notifications/prompts/list_changed", {}, 0});
  EXPECT_NE(again.receive_event().find("notifications/prompts/list_changed"), std::string::npos);
  EXPECT_EQ(gate.watches().size(), 1u);
}

TEST_F(Resume, IsNotForRevisionsWithoutEventIds) {
  session = open("/mcp", "ann", "2024-11-05");
  auto one = begin_post(
      session, R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"slow"}})",
      "2024-11-05");
  ASSERT_TRUE(gate.wait_for_calls(1));
  say("a");
  one.receive_head();
  EXPECT_EQ(id_of(one.receive_event()), "");
  one.close();
  EXPECT_TRUE(gate.wait_for_cancelled(1));
}

// -- how long a client is waited for --------------------------------------------------------------

/// Hands out streams that the test ends itself.
class fake_exchange final : public exchange {
public:
  explicit fake_exchange(gateway& gate) { gate_ = &gate; }

  void reply(http_response) override {}

  std::shared_ptr<response_stream> stream(http_response head, stream_kind) override {
    sent = head.body;

    struct out final : response_stream {
      explicit out(std::string& to) : sent(to) {}

      bool send(std::string bytes) override { return sent += bytes, true; }

      void close() override {}

      std::string& sent;
    };

    return std::make_shared<out>(sent);
  }

  void on_shutdown(std::function<void()>) override {}

  void on_disconnect(std::function<void()> called) override { gone = std::move(called); }

  std::string sent;
  std::function<void()> gone;
};

TEST(EventStream, WaitsForItsClientAndThenNoLonger) {
  io_loop loop;
  fake_gateway gate{loop};
  auto x = std::make_shared<fake_exchange>(gate);
  auto stream = std::make_shared<client_stream>(
      stream_origin{{"org"}, {"s"}, stream_kind::answer, "2025-11-25"}, gate.outbox(), "name");
  bool lost = false;
  stream->on_lost([&] { lost = true; });
  stream->carry(x);
  x->gone();
  const auto now = client_stream::clock::now();
  stream->sweep(now + limits::resume_wait - std::chrono::seconds{1});
  EXPECT_FALSE(lost);
  stream->sweep(now + limits::resume_wait + std::chrono::seconds{1});
  EXPECT_TRUE(lost);
}

TEST(EventStreams, LookAtSessionsThatOnlyAStreamUses) {
  io_loop loop;
  fake_gateway gate{loop};
  open_questions questions;
  client_streams streams{questions};
  const binding at{{}, {{"org"}, {}, {}}};
  auto x = std::make_shared<fake_exchange>(gate);
  streams.listen(x, at, {{"org"}, {"none"}, stream_kind::watch, "2025-11-25"});
  ASSERT_EQ(gate.watches().size(), 1u);
  const auto now = client_stream::clock::now();
  streams.sweep(now + limits::stream_session_check - std::chrono::seconds{1});
  EXPECT_EQ(gate.watches().size(), 1u);
  std::promise<void> swept;
  loop.post([&] {
    streams.sweep(now + limits::stream_session_check + std::chrono::seconds{1});
    loop.post([&] { swept.set_value(); });
  });
  swept.get_future().wait();
  EXPECT_TRUE(gate.watches().empty()) << "its session is no more";
}

} // namespace
} // namespace gatehouse

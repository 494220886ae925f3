#include "app/manual.hpp"
#include "events/core/limits.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/golden_file.hpp"

#include <fstream>
#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(CommandLine, SaysWhatItCanDo) {
  const auto all = run_words({"--help"});
  EXPECT_EQ(all.code, exit_code::ok);
  for (const auto& verb : all_verbs())
    EXPECT_THAT(all.out, HasSubstr("  " + std::string{verb.name} + " "));
  EXPECT_EQ(run_words({}).code, exit_code::usage);
}

TEST(CommandLine, HelpsWithEveryVerbByExample) {
  for (const auto& verb : all_verbs()) {
    std::vector<std::string> words;
    std::istringstream name{std::string{verb.name}};
    for (std::string word; name >> word;)
      words.push_back(word);
    words.emplace_back("--help");
    const auto help = run_words(words);
    EXPECT_EQ(help.code, exit_code::ok);
    EXPECT_THAT(help.out, StartsWith(std::string{verb.summary}));
    EXPECT_THAT(help.out, HasSubstr("\nExamples:\n")) << verb.name;
  }
  EXPECT_THAT(run_words({"org", "--help"}).out, HasSubstr("org create"));
}

TEST(CommandLine, SaysWhatIsWrongAndWhereToLook) {
  const auto missing = run_words({"org", "create"});
  EXPECT_EQ(missing.code, exit_code::usage);
  EXPECT_THAT(missing.err, HasSubstr("SLUG"));
  EXPECT_THAT(missing.err, HasSubstr("Try: gatehouse org create --help"));
  EXPECT_EQ(run_words({"fly"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"org", "fly"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"org", "list", "--fly"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"org", "show", "a", "b"}).code, exit_code::usage);
  EXPECT_EQ(run_words({"org", "create", "a", "--name", "x", "--name", "y"}).code, exit_code::usage);
}

TEST(CommandLine, NamesWhatIsNoVerbAndWhatItMayHaveMeant) {
  EXPECT_THAT(run_words({"fly"}).err, AllOf(HasSubstr("no verb 'fly'"), Not(HasSubstr("mean"))));
  EXPECT_THAT(run_words({"audti", "list"}).err,
              AllOf(HasSubstr("no verb 'audti'"), HasSubstr("Did you mean 'audit list'?")));
  EXPECT_THAT(run_words({"org", "lst"}).err,
              AllOf(HasSubstr("no verb 'org lst'"), HasSubstr("Did you mean 'org list'?")));
  EXPECT_THAT(run_words({"org"}).err, HasSubstr("'org' wants another word"));
}

TEST(CommandLine, SaysItsVersionEitherWay) {
  EXPECT_EQ(run_words({"--version"}).out, run_words({"version"}).out);
  EXPECT_THAT(run_words({"version", "--json"}).out, HasSubstr("{\"version\":\""));
}

TEST(CommandLine, TellsProgramsOfFailuresInJson) {
  const auto refused = run_words({"org", "list", "--json"});
  EXPECT_EQ(refused.code, exit_code::refused);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr(R"({"error":{"code":"unauthorized","message":")"),
                    HasSubstr(R"("detail":"There is no token)"), HasSubstr(R"("hint":")")));
}

TEST(CommandLine, NeedsATokenForWhatIsOnline) {
  const auto refused = run_words({"org", "list"});
  EXPECT_EQ(refused.code, exit_code::refused);
  EXPECT_THAT(refused.err, HasSubstr("set GATEHOUSE_TOKEN"));
}

TEST(CommandLine, TakesNoTokenThatWouldEndItsHeader) {
  const auto refused = run_words({"org", "list"}, {{"GATEHOUSE_TOKEN", "gh_ab\nX-Evil: 1"}});
  EXPECT_EQ(refused.code, exit_code::usage);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("GATEHOUSE_TOKEN holds"), Not(HasSubstr("gh_ab"))));
}

TEST(CommandLine, ReportsADeadServerInOneSentence) {
  const auto failed =
      run_words({"org", "list", "--server", "http://127.0.0.1:1"}, {{"GATEHOUSE_TOKEN", "t"}});
  EXPECT_EQ(failed.code, exit_code::failed);
  EXPECT_THAT(failed.err, HasSubstr("No gateway answers at 127.0.0.1:1: Connection refused."));
}

TEST(CommandLine, ReadsServeOptionsFromAFile) {
  const auto path = testing::TempDir() + "gatehouse_serve.conf";
  const auto with = [&](const std::string& text) {
    std::ofstream{path} << text;
    return run_words({"serve", "--config", path});
  };
  EXPECT_THAT(with("# a comment\n data = \"unused\" # too\nlisten = nowhere # x\n").err,
              HasSubstr("--listen 'nowhere' is not ADDRESS:PORT."));
  const auto unknown = with("data = \"unused\"\nlissten = \"x\"\n");
  EXPECT_EQ(unknown.code, exit_code::usage);
  EXPECT_THAT(unknown.err, HasSubstr("lissten"));
  EXPECT_EQ(with("data\n").code, exit_code::usage);
  std::ofstream{path} << "data = unused\nlisten = nowhere\n";
  EXPECT_THAT(run_words({"serve", "--listen", "here", "--config=" + path}).err, HasSubstr("'here'"))
      << "the command line wins";
  EXPECT_EQ(run_words({"serve", "--config", path + ".none"}).code, exit_code::usage);
}

TEST(CommandLine, RefusesANetworkThatIsNone) {
  for (const auto* net : {"localhost", "10.0.0.0/33", "10.1.0.0/8"}) {
    const auto refused = run_words({"serve", "--data", "unused", "--allow-upstream-net", net});
    EXPECT_EQ(refused.code, exit_code::usage) << net;
    EXPECT_THAT(refused.err, AllOf(HasSubstr(net), HasSubstr("such as 10.0.0.0/8")));
  }
}

/// What is wrong besides shows that a number was accepted.
TEST(CommandLine, BoundsHowOftenACredentialMayCallAndHowManyThreadsThereAre) {
  const auto with = [](const std::string& option, std::size_t number) {
    return run_words({"serve", "--data", "unused", option, std::to_string(number),
                      "--allow-upstream-net", "nowhere"})
        .err;
  };
  for (const auto& [option, most] : {std::pair{"--calls-per-second", limits::calls_per_second_max},
                                     std::pair{"--workers", limits::worker_threads_max}}) {
    EXPECT_THAT(with(option, most), HasSubstr("nowhere"));
    const auto bounds = option + std::string{" must be a number from 1 to "};
    EXPECT_THAT(with(option, most + 1), HasSubstr(bounds + std::to_string(most) + "."));
    EXPECT_THAT(with(option, 0), HasSubstr(bounds));
  }
}

TEST(CommandLine, BoundsThePatienceOfABridge) {
  constexpr std::chrono::seconds most{limits::bridge_patience_max};
  const auto with = [](std::chrono::seconds patience) {
    return run_words({"connect", "http://127.0.0.1:1/mcp", "--patience",
                      std::to_string(patience.count())},
                     {{"GATEHOUSE_TOKEN", "no\ntoken"}})
        .err;
  };
  EXPECT_THAT(with(most), HasSubstr("GATEHOUSE_TOKEN"));
  EXPECT_THAT(with(most + std::chrono::seconds{1}),
              HasSubstr("--patience must be a number of seconds from 0 to 3600."));
}

TEST(CommandLine, KnowsItsVersion) {
  EXPECT_THAT(run_words({"version"}).out, StartsWith("gatehouse "));
}

TEST(CommandLine, IsInTheManual) {
  EXPECT_TRUE(page_holds("docs/cli.md", manual_page(all_verbs())));
}

} // namespace
} // namespace gatehouse

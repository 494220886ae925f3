#include "app/serve/master_key_command.hpp"
#include "events/core/limits.hpp"
#include "storage/crypto/vault.hpp"
#include "tests/app/command_line.hpp"
#include "tests/support/rest_world.hpp"
#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

namespace gatehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Verbs against a server on a free port.
class PrivacyVerbs : public rest_world {
protected:
  command_result run(std::vector<std::string> words) {
    words.insert(words.end(), {"--server", "http://127.0.0.1:" + std::to_string(port())});
    return run_words(words, {{"GATEHOUSE_TOKEN", "root"}}, {});
  }
};

TEST_F(PrivacyVerbs, SetWhatIsCaptured) {
  const auto set = run({"org", "capture", "acme", "redacted", "--most", "redacted", "--redact",
                        "ssn", "--redact", "/result/a"});
  EXPECT_EQ(set.code, exit_code::ok) << set.err;
  EXPECT_EQ(content.org_change.level, capture_level::redacted);
  EXPECT_EQ(content.org_change.most, capture_level::redacted);
  EXPECT_THAT(*content.org_change.redact, ElementsAre("ssn", "/result/a"));
  EXPECT_EQ(run({"org", "capture", "acme", "--no-redact"}).code, exit_code::ok);
  EXPECT_FALSE(content.org_change.level);
  EXPECT_THAT(*content.org_change.redact, IsEmpty());
  EXPECT_EQ(run({"org", "capture", "acme"}).code, exit_code::usage);
  EXPECT_EQ(run({"org", "capture", "acme", "--redact", "a", "--no-redact"}).code, exit_code::usage);
  EXPECT_EQ(run({"org", "capture", "acme", "all"}).code, exit_code::usage);
}

TEST_F(PrivacyVerbs, SetWhatAToolkitCaptures) {
  EXPECT_EQ(run({"toolkit", "create", "dev", "--org", "acme"}).code, exit_code::ok);
  EXPECT_EQ(run({"toolkit", "capture", "dev", "full", "--org", "acme"}).code, exit_code::ok);
  EXPECT_EQ(content.toolkit_level, capture_level::full);
  EXPECT_EQ(run({"toolkit", "capture", "dev", "inherit", "--org", "acme"}).code, exit_code::ok);
  EXPECT_FALSE(content.toolkit_level);
}

TEST_F(PrivacyVerbs, EraseOnlyWhatIsConfirmed) {
  const auto asked = run({"org", "erase", "acme"});
  EXPECT_EQ(asked.code, exit_code::usage);
  EXPECT_THAT(asked.err, HasSubstr("--yes"));
  EXPECT_THAT(content.asked, IsEmpty());
  const auto erased = run({"org", "erase", "acme", "--yes"});
  EXPECT_EQ(erased.code, exit_code::ok) << erased.err;
  EXPECT_THAT(erased.out, HasSubstr("the record of the calls stays"));
  EXPECT_EQ(run({"org", "rotate-key", "acme"}).code, exit_code::ok);
  EXPECT_THAT(content.asked, ElementsAre("erase", "rotate"));
  EXPECT_EQ(run({"user", "erase", "nobody", "--org", "acme", "--yes"}).code, exit_code::refused);
}

TEST_F(PrivacyVerbs, ShowContent) {
  audit_entry one;
  one.org = {"org_acme"};
  one.call = {"call_1"};
  one.arguments_captured = "whole";
  one.arguments_key = {"key_1"};
  records.entries.push_back(one);
  content.content = call_content{R"({"a":"b"})", std::nullopt};
  const auto shown = run({"audit", "show", "call_1", "--content", "--org", "acme"});
  EXPECT_EQ(shown.code, exit_code::ok) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("arguments.a: b\n"));
  EXPECT_THAT(content.asked, ElementsAre("read call_1"));
}

TEST(MasterKeyCommand, SaysTheKey) {
  EXPECT_FALSE(key_from_command(""));
  EXPECT_EQ(*key_from_command("printf 'a key'")(), "a key");
  for (const auto* command : {"echo a key; exit 3", "exit 1", "no-such-program-here"}) {
    const auto said = key_from_command(command)();
    ASSERT_FALSE(said) << command;
    EXPECT_EQ(said.error().code, errc::key_missing);
    EXPECT_EQ(said.error().detail.find("a key"), std::string::npos);
  }
}

TEST(MasterKeyCommand, HoldsItsBound) {
  const auto printing = [](std::size_t bytes) {
    return key_from_command("head -c " + std::to_string(bytes) + " /dev/zero")();
  };
  EXPECT_TRUE(printing(limits::master_key_bytes_max));
  EXPECT_FALSE(printing(limits::master_key_bytes_max + 1));
}

TEST(RotateMaster, IsForAFolderThatNobodyUses) {
  const temp_folder folder;
  const auto keys = folder / "keys";
  auto used = vault::open(keys, true);
  ASSERT_TRUE(used);
  EXPECT_EQ(run_words({"keys", "rotate-master", keys}, {}, {}).code, exit_code::refused);
  used->reset();
  const auto rotated = run_words({"keys", "rotate-master", keys}, {}, {});
  EXPECT_EQ(rotated.code, exit_code::ok) << rotated.err;
  EXPECT_EQ(
      run_words({"keys", "rotate-master", keys, "--master-key-command", "echo wrong"}, {}, {}).code,
      exit_code::failed);
}

} // namespace
} // namespace gatehouse

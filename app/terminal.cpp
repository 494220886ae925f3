#include "app/terminal.hpp"

#include "storage/json/json_writer.hpp"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace gatehouse {

namespace {

std::string dressed(const terminal& where, std::string_view text, int code) {
  if (!where.colours())
    return std::string{text};
  return "\x1b[" + std::to_string(code) + "m" + std::string{text} + "\x1b[0m";
}

/// Returns what to do about a failure, where that is not in its detail.
std::string_view advice(errc code) {
  if (code == errc::forbidden)
    return "Use a token with a higher role, or the operator's.";
  if (code == errc::journal_locked)
    return "Stop the gateway that uses this folder first.";
  if (code == errc::journal_newer || code == errc::unknown_event)
    return "Use the version of gatehouse that wrote it, or a later one.";
  return {};
}

} // namespace

bool terminal::colours() const {
  const auto refused = environment("NO_COLOR");
  return interactive && (!refused || refused->empty());
}

terminal standard_terminal() {
  const bool interactive = ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
  return {std::cin, std::cout, std::cerr, interactive,
          [](const std::string& name) -> std::optional<std::string> {
            const char* value = std::getenv(name.c_str()); // NOLINT(concurrency-mt-unsafe)
            return value == nullptr ? std::nullopt : std::optional<std::string>{value};
          }};
}

std::string painted(const terminal& where, std::string_view text, colour with) {
  return dressed(where, text, static_cast<int>(with));
}

std::string bold(const terminal& where, std::string_view text) {
  return dressed(where, text, 1);
}

std::string harmless(std::string_view text) {
  std::string out{text};
  for (std::size_t at = 0; at < out.size(); ++at) {
    const auto byte = static_cast<unsigned char>(out[at]);
    const bool c1 = byte == 0xC2 && at + 1 < out.size() &&
                    static_cast<unsigned char>(out[at + 1]) < 0xA0; // U+0080 to U+009F
    if (byte < 0x20 || byte == 0x7F)
      out[at] = '?';
    else if (c1)
      out.replace(at, 2, "?");
  }
  return out;
}

void print_failure(const terminal& where, const failure& why, bool json) {
  const auto hint = advice(why.code);
  if (json) {
    json_writer out;
    out.begin_object().key("error").begin_object();
    out.key("code").value(to_string(why.code)).key("message").value(info(why.code).sentence);
    out.key("detail").value(why.detail).key("hint").value(hint).end_object().end_object();
    where.err << out.take() << "\n";
    return;
  }
  where.err << painted(where, "gatehouse: ", colour::red) << info(why.code).sentence;
  if (!why.detail.empty())
    where.err << " " << harmless(why.detail);
  where.err << "\n";
  if (!hint.empty())
    where.err << "  " << hint << "\n";
}

} // namespace gatehouse

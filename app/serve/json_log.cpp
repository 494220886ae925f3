#include "app/serve/json_log.hpp"

#include "storage/json/json_writer.hpp"
#include "storage/json/rfc3339.hpp"

#include <array>
#include <chrono>
#include <unistd.h>

namespace gatehouse {

void log_line(log_level level, std::string_view event,
              std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  constexpr std::array<std::string_view, 3> levels{"info", "warning", "error"};
  using namespace std::chrono;
  const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch());
  json_writer out;
  out.begin_object().key("at").value(to_rfc3339({now.count()}));
  out.key("level").value(levels[static_cast<std::size_t>(level)]).key("event").value(event);
  for (const auto& [name, value] : fields)
    out.key(name).value(value);
  const auto line = out.end_object().take() + "\n";
  // One write a line: the kernel keeps lines of several threads apart. Nobody reads a failure here.
  static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()) < 0);
}

} // namespace gatehouse

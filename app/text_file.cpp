#include "app/text_file.hpp"

#include "events/core/limits.hpp"

#include <fstream>
#include <iterator>

namespace gatehouse {

outcome<std::string> read_text_file(const std::string& path, std::size_t bytes_max) {
  std::ifstream in{path, std::ios::binary};
  std::string text(bytes_max + 1, '\0');
  if (!in || !in.read(text.data(), static_cast<std::streamsize>(text.size())).eof())
    return in ? failure{errc::too_large,
                        "'" + path + "' is larger than " + std::to_string(bytes_max) + " bytes."}
              : failure{errc::invalid_argument, "'" + path + "' cannot be read."};
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

outcome<std::vector<verifier_key>> read_verifier_keys(const std::string& path) {
  auto text = read_text_file(path, limits::checkpoint_bytes_max);
  auto keys = text ? parse_verifier_keys(*text) : text.error();
  if (!keys)
    return failure{keys.error().code, path + ": " + keys.error().detail};
  return keys;
}

} // namespace gatehouse

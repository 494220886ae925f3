#pragma once

#include <map>
#include <string>
#include <vector>

namespace gatehouse {

/// Everything a campaign has left behind, by the name of its place, to be searched for secrets.
class secret_search {
public:
  void add(const std::string& place, std::string bytes) { places_[place] += std::move(bytes); }

  /// Adds every file below `folder` but those of the name `spared`.
  void add_files(const std::string& folder, const std::string& spared = {});
  /// Adds the records and the projections' rows of a stopped data folder, as they were before the
  /// database compressed them.
  void add_content(const std::string& data);

  /// Returns the places where `text` is, as it is, in hexadecimal or in base64.
  std::vector<std::string> places_of(const std::string& text) const;

private:
  std::map<std::string, std::string> places_;
};

} // namespace gatehouse

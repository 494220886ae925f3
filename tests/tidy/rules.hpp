#pragma once

#include "tests/tidy/source_tree.hpp"

/// The house rules, one function each. CONTRIBUTING.md says why they are as they are.
namespace gatehouse::tidy {

// -- layers: include_rules.cpp --------------------------------------------------------------------

/// Includes follow `events <- storage <- actors <- http <- app`, from the root of the tree.
std::vector<finding> include_direction(const source_file& file);

/// Each library is included only where it lives.
std::vector<finding> library_places(const source_file& file);

/// events/ knows no clock, randomness, thread, stream, locale or hash order.
std::vector<finding> pure_events(const source_file& file);

// -- shape: shape_rules.cpp -----------------------------------------------------------------------

std::vector<finding> file_length(const source_file& file);
std::vector<finding> function_length(const source_file& file);
std::vector<finding> line_length(const source_file& file);

/// Lines end in a newline, without spaces before it, and hold no tab.
std::vector<finding> white_space(const source_file& file);

/// Headers are guarded by `#pragma once`.
std::vector<finding> header_guard(const source_file& file);

/// No two headers define a type of the same name: linked into one program, each would run the
/// other's code, and no compiler says so.
std::vector<finding> one_definition(const source_file& file);

// -- words: word_rules.cpp ------------------------------------------------------------------------

/// Words we do not use, with what we use instead.
std::vector<finding> banned_words(const source_file& file);

/// Names that say nothing.
std::vector<finding> empty_names(const source_file& file);

/// Code that was commented out.
std::vector<finding> dead_comments(const source_file& file);

/// Paths of a machine, hosts of a package registry.
std::vector<finding> machine_traces(const source_file& file);

// -- documents: document_rules.cpp ----------------------------------------------------------------

/// One h1, on the first line.
std::vector<finding> one_title(const source_file& file);

/// Links inside the tree lead somewhere.
std::vector<finding> live_links(const source_file& file);

/// A test named in a document, like `Subject.SaysASentence`, exists.
std::vector<finding> named_tests(const source_file& file);

} // namespace gatehouse::tidy

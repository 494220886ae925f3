#pragma once

#include "events/core/errors.hpp"

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace gatehouse {

/// A refusal or an outage: the code is for programs, the detail for humans and logs.
/// A secret never enters `detail`.
struct failure {
  errc code;
  std::string detail;

  friend bool operator==(const failure&, const failure&) = default;
};

/// The value of an operation that has nothing to say but that it succeeded.
struct nothing {
  friend bool operator==(nothing, nothing) = default;
};

/// A value or the failure that took its place. Errors: reading the wrong side is a bug (assert).
template <class T> class [[nodiscard]] outcome {
public:
  outcome(T value) : side_(std::in_place_index<0>, std::move(value)) {}

  outcome(failure reason) : side_(std::in_place_index<1>, std::move(reason)) {}

  explicit operator bool() const noexcept { return side_.index() == 0; }

  T& operator*() & { return value(); }

  const T& operator*() const& { return const_cast<outcome*>(this)->value(); }

  T&& operator*() && { return std::move(value()); }

  T* operator->() { return &value(); }

  const T* operator->() const { return &**this; }

  const failure& error() const {
    assert(side_.index() == 1);
    return *std::get_if<1>(&side_);
  }

private:
  T& value() {
    assert(side_.index() == 0);
    return *std::get_if<0>(&side_);
  }

  std::variant<T, failure> side_;
};

} // namespace gatehouse

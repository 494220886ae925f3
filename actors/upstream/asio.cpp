// Asio and Beast, compiled once for the whole program (the library's CMake target sets the
// definitions that keep their bodies out of every other source).

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>

#include "target/format/bundle.h"

#include <gtest/gtest.h>
#include <zlib.h>


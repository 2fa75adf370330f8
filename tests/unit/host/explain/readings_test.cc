// Values that are several pointers of the source at once, with something added: fixtures/readings.c.
#include "tests/unit/host/explain/compiled_crash.h"

namespace faultbox {
namespace {

class ReadingsTest : public CompiledCrash {
  protected:
    ReadingsTest() : CompiledCrash("readings") {}

    uint64_t Word() const { return arch_->pointer_size; }
    uint64_t SizeOfTimer() const { return 2 * Word(); }
};

TEST_P(ReadingsTest, WhatWasAddedIsBehindEachOfThem) {
    FaultIn("beyond", Word(), SizeOfTimer());
    Expect(Run(), "struct radio", "count", "radio", Confidence::kCertain);
}

TEST_P(ReadingsTest, AnIndexIsBehindEachOfThem) {
    FaultIn("stepped", Word(), SizeOfTimer());
    values_[analysis_->arguments[0]] = 0;
    values_[analysis_->arguments[1]] = SizeOfTimer();
    Expect(Run(), "struct radio", "count", "radio", Confidence::kCertain);
}

INSTANTIATE_TEST_SUITE_P(Cpus, ReadingsTest, kEveryCpu, NameOfCpu);

}  // namespace
}  // namespace faultbox

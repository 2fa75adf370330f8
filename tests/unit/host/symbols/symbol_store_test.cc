#include "host/symbols/symbol_store.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace faultbox {
namespace {

TEST(SymbolStore, PicksModulesByNameAndFilesByBuildId) {
    SymbolStore store;
    Result<const SymbolFile*> linked = store.Load(FAULTBOX_FIXTURES "/arm-linked.elf");
    Result<const SymbolFile*> module = store.Load(FAULTBOX_FIXTURES "/arm-dwarf5.ko");
    ASSERT_TRUE(linked && module);
    const std::vector<uint8_t>& build_id = (*linked)->identity().build_id;
    EXPECT_EQ(store.FindByBuildId(build_id), *linked);
    EXPECT_EQ(store.FindByBuildId(std::span(build_id).first(8)), *linked);
    EXPECT_EQ(store.FindByBuildId(std::span(build_id).first(4)), nullptr);
    EXPECT_EQ(store.FindModule("arm_dwarf5"), *module);
    EXPECT_EQ(store.FindModule("arm-dwarf5"), *module);
    EXPECT_EQ(store.FindModule("exfat"), nullptr);
    EXPECT_EQ(store.FindKernel(), nullptr);
    EXPECT_EQ(store.files().size(), 2u);
}

TEST(SymbolStore, SaysWhyAFileCannotBeOpened) {
    SymbolStore store;
    Result<const SymbolFile*> missing = store.Load(FAULTBOX_FIXTURES "/missing.ko");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kIo);
    EXPECT_EQ(missing.error().offset, static_cast<uint64_t>(ENOENT));
    EXPECT_FALSE(store.Load(FAULTBOX_FIXTURES));
    EXPECT_TRUE(store.files().empty());
}

}  // namespace
}  // namespace faultbox

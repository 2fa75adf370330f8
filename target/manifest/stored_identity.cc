#include "target/manifest/stored_identity.h"

#include <algorithm>

#include "target/format/crash_record.pb.h"
#include "target/record/field_reader.h"

namespace faultbox::manifest {
namespace {

using format::Identity;
using record::Field;
using record::FieldReader;
using record::FindField;

// The modules of an identity, or its other fields but the image.
void Copy(Bytes identity, bool modules, record::MessageWriter& writer) {
    FieldReader fields(identity);
    while (std::optional<Field> field = fields.Next()) {
        bool is_module = field->number == Identity::kModuleFieldNumber;
        if (is_module != modules || field->number == Identity::kImageFieldNumber) continue;
        auto number = static_cast<int>(field->number);
        if (field->type == record::WireType::kBytes) writer.Blob(number, field->bytes);
        if (field->type == record::WireType::kVarint) writer.Uint(number, field->value);
    }
}

}  // namespace

Bytes BootIdOf(Bytes identity) {
    return FindField(identity, Identity::kBootIdFieldNumber).bytes;
}

Bytes KernelBuildIdOf(Bytes identity) {
    return FindField(identity, Identity::kBuildIdFieldNumber).bytes;
}

std::string_view ReleaseOf(Bytes identity) {
    return AsText(FindField(identity, Identity::kReleaseFieldNumber).bytes);
}

std::string_view VersionOf(Bytes identity) {
    return AsText(FindField(identity, Identity::kVersionFieldNumber).bytes);
}

uint64_t ImageOfBoot(Bytes identity) {
    return FindField(identity, Identity::kImageFieldNumber).value;
}

ModuleFacts ReadModule(Bytes module) {
    ModuleFacts facts;
    FieldReader fields(module);
    while (std::optional<Field> field = fields.Next()) {
        switch (field->number) {
            case format::Module::kNameFieldNumber:
                facts.name = AsText(field->bytes);
                break;
            case format::Module::kBuildIdFieldNumber:
                facts.build_id.Set(field->bytes);
                break;
            case format::Module::kAddressFieldNumber:
                if (field->value != 0) facts.address = field->value;
                break;
            default:
                break;
        }
    }
    return facts;
}

void CopyFacts(Bytes identity, record::MessageWriter& writer) {
    Copy(identity, false, writer);
}

void CopyModules(Bytes identity, record::MessageWriter& writer) {
    Copy(identity, true, writer);
}

std::optional<ModuleFacts> FindModule(Bytes identity, std::string_view name) {
    FieldReader fields(identity);
    while (std::optional<Field> field = fields.Next()) {
        if (field->number != Identity::kModuleFieldNumber) continue;
        if (ModuleFacts module = ReadModule(field->bytes); module.name == name) return module;
    }
    return std::nullopt;
}

}  // namespace faultbox::manifest

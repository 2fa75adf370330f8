#include "target/record/text_sink.h"

#include "arch/common/number_text.h"

namespace faultbox::record {

[[gnu::noinline]] void TextSink::Put(const char* text) {
    Put(std::string_view(text));
}

void TextBuffer::Put(std::string_view text) {
    size_ += text.copy(memory_.data() + size_, memory_.size() - size_);
}

void PutNumber(TextSink& sink, uint64_t value, unsigned base, unsigned digits) {
    sink.Put(NumberText(value, base, digits).view());
}

void PutEscaped(TextSink& sink, Bytes text, Escape escape) {
    for (uint8_t byte : text) {
        char character = static_cast<char>(byte);
        bool plain = (byte >= 0x20 && byte < 0x7f && byte != '\\') || (byte == '\n' && escape == Escape::kText);
        if (plain && !(byte == '"' && escape == Escape::kJson)) {
            sink.Put({&character, 1});
        } else if (byte == '\\' || byte == '"') {
            sink.Put("\\");
            sink.Put({&character, 1});
        } else {
            sink.Put(escape == Escape::kJson ? "\\u00" : "\\x");
            PutNumber(sink, byte, 16, 2);
        }
    }
}

}  // namespace faultbox::record

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "target/oops/text_arena.h"

namespace faultbox {

/// Who printed a line, on kernels with CONFIG_PRINTK_CALLER: "[    T1]", "[    C0]"; or what vendors print for it.
struct Caller {
    char type = 0;  ///< 'T' for a task, 'C' for a processor in interrupt.
    uint32_t number = 0;

    bool operator==(const Caller&) const = default;
};

/// One line of console text. `text` points into the input, or into the scanner's arena where the line was cleaned.
struct Line {
    uint32_t number = 0;              ///< 1-based.
    uint32_t ordinal = 0;             ///< 1-based; counts lines that were found inside another one, too.
    size_t offset = 0;                ///< Of the line's first byte in the input, prefix included.
    std::string_view text;            ///< Without prefix, and without blanks, CRs, NULs and escape codes at its end.
    size_t prefix_size = 0;           ///< Bytes that stood before the text.
    size_t columns = 0;               ///< Width on the terminal: with the prefix and with blanks at the end.
    std::optional<uint64_t> time_us;  ///< Kernel time stamp, microseconds since boot.
    std::optional<uint8_t> level;     ///< 0 (emergency) to 7 (debug).
    std::optional<Caller> caller;
    std::string_view host;       ///< Named before the kernel's time stamp, in this line or the last that had one.
    bool record = false;         ///< Of /dev/kmsg or the extended netconsole.
    bool continues = false;      ///< A record that says that it goes on with the one before.
    bool stamp_damaged = false;  ///< The time stamp could not be read.
    bool torn = false;           ///< Another message, the next line, begins in the middle of this one.

    bool has_prefix() const { return prefix_size != 0; }
};

/// Splits untrusted console text into lines and strips what loggers put before the kernel's words: log levels, time
/// stamps of every form, callers, syslog and journal headers, /dev/kmsg and netconsole records. A lone CR ends a line
/// without counting as one, as does another message's time stamp in the middle of it.
class LineScanner {
  public:
    /// No line is longer; what is behind it is another one.
    static constexpr size_t kLongestLine = TextArena::kSize / 2;

    /// With an arena, control codes and HTML's entities in the middle of lines are taken out, as long as it has room.
    explicit LineScanner(std::string_view text, TextArena* arena = nullptr) : text_(text), arena_(arena) {}

    /// The next line; false at the end. Each byte is looked at a bounded number of times.
    bool Next(Line& line);

    /// Goes over whole lines in the plainest form, "[   12.345678] text", as long as `is_dull(text)` says that they may
    /// be. Nine of ten lines of a log are such, and need no further look.
    template <typename IsDull>
    void SkipDull(IsDull is_dull) {
        Plain plain;
        while (PeekPlain(plain) && is_dull(plain.text)) Skip(plain);
    }

    /// Where the next chunk of the input begins.
    size_t offset() const { return offset_; }
    /// Ordinal of the last line that was handed out.
    uint32_t ordinal() const { return ordinal_; }
    /// Nothing of what was handed out goes on: no further line points into the arena.
    bool at_chunk_end() const { return !more_; }
    /// Bytes that were handed out in lines, for measuring the work done.
    uint64_t bytes_scanned() const { return bytes_scanned_; }

  private:
    struct Plain {
        std::string_view text;
        size_t size = 0;  ///< Of the line, without its newline.
    };
    bool PeekPlain(Plain& plain) const;
    void Skip(const Plain& plain);
    bool NextChunk();
    void Clean();
    void SettleForeign(Line& line);
    void SplitAtStamp(Line& line);

    std::string_view host_;  ///< Of the lines before.
    std::string_view text_;
    TextArena* arena_;
    size_t offset_ = 0;
    size_t chunk_offset_ = 0;
    std::string_view rest_;  ///< Of the chunk, that is what the input has up to a newline.
    bool more_ = false;      ///< `rest_` is a further line.
    bool within_ = false;    ///< The last chunk ended before its newline.
    bool in_record_ = false;
    uint8_t splits_ = 0;  ///< Of this chunk, at stamps.
    uint32_t number_ = 0;
    uint32_t ordinal_ = 0;
    uint64_t bytes_scanned_ = 0;
};

}  // namespace faultbox

/// The parts of the zstd format that resynchronising and repairing must understand without decoding: frame headers and
/// block headers. Source: RFC 8878, sections 3.1.1 and 3.1.2.
enum ZstdFormat {
    static let magic: UInt32 = 0xFD2F_B528
    /// Skippable frames carry one of sixteen magic numbers that differ in the lowest four bits.
    static let skippableMagic: UInt32 = 0x184D_2A50
    static let skippableMask: UInt32 = 0xFFFF_FFF0
    /// Magic 4, descriptor 1, window 1, dictionary 4, content size 8.
    static let longestFrameHeader = 18
    /// Magic 4, descriptor 1, and one of window and content size.
    static let shortestFrameHeader = 6
    static let blockHeaderBytes = 3
    /// No block holds more, decoded or as stored.
    static let largestBlock = 128 << 10
    static let checksumBytes = 4
    /// A raw block of no bytes that is the frame's last: 1 (last) + 0 (raw) << 1 + 0 (size) << 3.
    static let emptyLastBlock: [UInt8] = [1, 0, 0]

    /// A little-endian number of `count` bytes.
    static func integer(_ bytes: UnsafeRawBufferPointer, at offset: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        return value
    }
}

extension ZstdFormat {
    struct FrameHeader: Equatable {
        /// Bytes of the header, magic number included.
        let byteCount: Int
        let hasChecksum: Bool
        /// How far back the decoder must be able to look.
        let windowBytes: UInt64
        let contentBytes: UInt64?
        let hasDictionary: Bool

        /// Nil where the bytes are too few or no such header.
        init?(_ bytes: UnsafeRawBufferPointer) {
            guard bytes.count >= 5, integer(bytes, at: 0, count: 4) == UInt64(magic) else { return nil }
            let descriptor = bytes[4]
            let isReserved = descriptor & 0b1000 != 0
            let isSingleSegment = descriptor & 0b10_0000 != 0
            let sizeFlag = Int(descriptor >> 6)
            let dictionaryBytes = [0, 1, 2, 4][Int(descriptor & 0b11)]
            let sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][sizeFlag]
            let sizeOffset = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes
            guard !isReserved, bytes.count >= sizeOffset + sizeBytes else { return nil }
            byteCount = sizeOffset + sizeBytes
            hasChecksum = descriptor & 0b100 != 0
            hasDictionary = dictionaryBytes > 0
            let size = integer(bytes, at: sizeOffset, count: sizeBytes)
            // A size of two bytes does not repeat what one byte can say.
            contentBytes = sizeBytes == 0 ? nil : sizeBytes == 2 ? size + 256 : size
            windowBytes = isSingleSegment ? contentBytes ?? 0 : Self.window(bytes[5])
        }

        private static func window(_ descriptor: UInt8) -> UInt64 {
            let base = UInt64(1) << (10 + UInt64(descriptor >> 3))
            return base + base / 8 * UInt64(descriptor & 7)
        }
    }

    struct BlockHeader: Equatable {
        let isLast: Bool
        /// Bytes in the file after the header.
        let storedBytes: Int

        /// Nil for a reserved type and for a size that no block can have. Takes three bytes.
        init?(_ bytes: UnsafeRawBufferPointer) {
            let value = integer(bytes, at: 0, count: blockHeaderBytes)
            let size = Int(value >> 3)
            let type = (value >> 1) & 3
            guard type != 3, size <= largestBlock else { return nil }
            isLast = value & 1 == 1
            // Type 1 repeats a single byte `size` times.
            storedBytes = type == 1 ? 1 : size
        }
    }
}

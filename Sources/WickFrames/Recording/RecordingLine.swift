#if canImport(Glibc)
    import Glibc
#endif

/// One line of a recording taken apart: `<receive ns> <source> <payload>`.
struct RecordingLine {
    let receivedNanoseconds: Int64
    let origin: FrameOrigin
    let payload: UnsafeRawBufferPointer

    /// Nil where the line has another form, or a source that no origin can be.
    init?(_ line: UnsafeRawBufferPointer, origins: FrameOriginCache) {
        guard let (time, digits) = Self.time(line), digits < line.count, line[digits] == UInt8(ascii: " ") else {
            return nil
        }
        let rest = UnsafeRawBufferPointer(rebasing: line[(digits + 1)...])
        let window = min(rest.count, FrameOrigin.maximumLength + 1)
        guard let start = rest.baseAddress, let blank = memchr(start, Int32(UInt8(ascii: " ")), window) else {
            return nil
        }
        let length = UnsafeRawPointer(blank) - start
        guard let origin = origins.origin(UnsafeRawBufferPointer(rebasing: rest[..<length])) else { return nil }
        receivedNanoseconds = time
        self.origin = origin
        payload = UnsafeRawBufferPointer(rebasing: rest[(length + 1)...])
    }

    /// Leading digits as a number, and how many they are; nil for none and beyond 63 bits.
    @inline(__always)
    private static func time(_ line: UnsafeRawBufferPointer) -> (Int64, Int)? {
        var value: UInt64 = 0
        var index = 0
        // Nineteen digits fit in 64 bits.
        while index < min(line.count, 19), case let digit = line[index] &- UInt8(ascii: "0"), digit <= 9 {
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        guard index > 0, let time = Int64(exactly: value) else { return nil }
        return (time, index)
    }
}

/// The origins of the last few source texts, so that a line costs a comparison of bytes and not a string. Owned by one
/// reader.
final class FrameOriginCache {
    /// Venues, their REST answers, a few feeds and a model take turns.
    private static let slots = 16

    private let texts = RawBuffer(capacity: slots * FrameOrigin.maximumLength)
    private var lengths: [Int] = []
    private var origins: [FrameOrigin] = []
    private var last = 0
    private var oldest = 0

    func origin(_ text: UnsafeRawBufferPointer) -> FrameOrigin? {
        if last < lengths.count, isText(text, inSlot: last) { return origins[last] }
        if let slot = lengths.indices.first(where: { isText(text, inSlot: $0) }) {
            last = slot
            return origins[slot]
        }
        guard let origin = FrameOrigin(String(decoding: text, as: UTF8.self)) else { return nil }
        remember(text, origin)
        return origin
    }

    @inline(__always)
    private func isText(_ text: UnsafeRawBufferPointer, inSlot slot: Int) -> Bool {
        guard lengths[slot] == text.count, let start = text.baseAddress else { return false }
        return memcmp(texts.base + slot * FrameOrigin.maximumLength, start, text.count) == 0
    }

    private func remember(_ text: UnsafeRawBufferPointer, _ origin: FrameOrigin) {
        if lengths.count < Self.slots {
            last = lengths.count
            lengths.append(text.count)
            origins.append(origin)
        } else {
            last = oldest
            oldest = (oldest + 1) % Self.slots
            lengths[last] = text.count
            origins[last] = origin
        }
        for (index, byte) in text.enumerated() {
            texts.base.storeBytes(of: byte, toByteOffset: last * FrameOrigin.maximumLength + index, as: UInt8.self)
        }
    }
}

import Glibc

/// Text of a named charset as UTF-8, by the C library's iconv. A feed's server chooses the name and every byte, so what a charset lacks becomes U+FFFD and
/// reading goes on behind it; each step forward takes at least one byte, whatever iconv answers.
final class CharsetConverter {
    private static let replacement: [UInt8] = [0xef, 0xbf, 0xbd]
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    private static let bufferBytes = 64 << 10
    /// What iconv answers where it failed: (size_t) -1.
    private static let failure = -1

    private let converter: iconv_t
    /// Bytes to leave out where they mean nothing, so that what follows stays in step.
    private let unit: Int
    private var buffer = [UInt8](repeating: 0, count: bufferBytes)

    /// - Parameter name: A name that iconv knows; nil for any other, and for those that are of the C library's own making or carry instructions for it
    ///   ("//IGNORE"), which no document means.
    init?(from name: String) {
        let lower = name.lowercased()
        guard !lower.isEmpty, !lower.contains("/"), !lower.contains("internal"),
            let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != Self.failure
        else { return nil }
        self.converter = converter
        unit = lower.hasPrefix("utf-32") ? 4 : lower.hasPrefix("utf-16") ? 2 : 1
    }

    deinit { iconv_close(converter) }

    /// All of the input, without a leading byte order mark. The converter begins and ends in its initial state.
    func convert(_ input: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(input.count + input.count / 4)
        // iconv asks for a mutable pointer and changes nothing behind it.
        var source = input
        source.withUnsafeMutableBytes { bytes in
            var next = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = bytes.count
            while left > 0 {
                let before = left
                let step = step(&next, &left, to: &result)
                guard !step.isRoomShort, left > 0 else {
                    if left == before, step.written == 0 { leaveOut(&next, &left, &result) }
                    continue
                }
                leaveOut(&next, &left, &result)
            }
        }
        flush(to: &result)
        return result.starts(with: Self.byteOrderMark) ? Array(result.dropFirst(3)) : result
    }

    private func leaveOut(_ next: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, _ result: inout [UInt8]) {
        let count = min(unit, left)
        result += Self.replacement
        next = next.map { $0 + count }
        left -= count
    }

    /// One call. A full buffer is no fault: there is more to come. Anything else that leaves input over is.
    private func step(
        _ next: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, to result: inout [UInt8]
    ) -> (written: Int, isRoomShort: Bool) {
        buffer.withUnsafeMutableBytes { output in
            var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
            var room = output.count
            let status = iconv(converter, &next, &left, &target, &room)
            let isRoomShort = status == Self.failure && errno == E2BIG
            let written = output.count - room
            result.append(contentsOf: output[..<written])
            return (written, isRoomShort)
        }
    }

    /// Writes a character that was held back to see whether an accent follows, and forgets all shifts.
    private func flush(to result: inout [UInt8]) {
        buffer.withUnsafeMutableBytes { output in
            var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
            var room = output.count
            _ = iconv(converter, nil, nil, &target, &room)
            result.append(contentsOf: output[..<(output.count - room)])
        }
    }
}

/// One line cut at its separators, without copying it; gone when the file reads on. Blanks and quotes round a field are not
/// part of it.
struct DumpFields: ~Copyable {
    private let line: UnsafeRawBufferPointer
    /// Offset of the separator (or the end) behind each field, for as many as a layout can have.
    private var ends = InlineArray<32, Int32>(repeating: 0)
    /// How many fields there are, also beyond those that are kept.
    private(set) var count = 0

    init(_ line: UnsafeRawBufferPointer, separator: UInt8 = UInt8(ascii: ",")) {
        self.line = line
        var isQuoted = false
        for index in 0..<line.count {
            let byte = line[index]
            if byte == separator, !isQuoted {
                append(end: index)
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            }
        }
        append(end: line.count)
    }

    private mutating func append(end: Int) {
        if count < DumpLayout.maximumColumns { ends[count] = Int32(truncatingIfNeeded: end) }
        count += 1
    }

    /// The field; empty where the line has none there.
    subscript(position: Int) -> UnsafeRawBufferPointer {
        guard position >= 0, position < min(count, DumpLayout.maximumColumns) else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        var start = position == 0 ? 0 : Int(ends[position - 1]) + 1
        var end = Int(ends[position])
        while start < end, Self.surrounds(line[start]) { start += 1 }
        while start < end, Self.surrounds(line[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[start..<end])
    }

    @inline(__always)
    private static func surrounds(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "'")
    }

    /// How many fields a row has, without the empty one behind a separator at its end.
    var trimmedCount: Int {
        count > 1 && count <= DumpLayout.maximumColumns && self[count - 1].isEmpty ? count - 1 : count
    }
}

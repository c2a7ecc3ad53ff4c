/// One line cut at its commas, without copying it; gone when the file reads on.
struct DumpFields: ~Copyable {
    private let line: UnsafeRawBufferPointer
    /// Offset of the comma (or the end) behind each field, for as many (`DumpLayout.maximumColumns`) as a layout can have.
    private var ends = InlineArray<16, Int32>(repeating: 0)
    /// How many fields there are, also beyond those that are kept.
    private(set) var count = 0

    init(_ line: UnsafeRawBufferPointer) {
        self.line = line
        for index in 0..<line.count where line[index] == UInt8(ascii: ",") { append(end: index) }
        append(end: line.count)
    }

    private mutating func append(end: Int) {
        if count < DumpLayout.maximumColumns { ends[count] = Int32(truncatingIfNeeded: end) }
        count += 1
    }

    subscript(position: Int) -> UnsafeRawBufferPointer {
        precondition(position < min(count, DumpLayout.maximumColumns), "a field that the line does not have")
        let start = position == 0 ? 0 : Int(ends[position - 1]) + 1
        return UnsafeRawBufferPointer(rebasing: line[start..<Int(ends[position])])
    }
}

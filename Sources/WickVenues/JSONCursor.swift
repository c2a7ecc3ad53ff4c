import CSimdjson
import WickDomain

/// Walks one JSON object after another without building it: owns a simdjson parser and its scratch memory. Values are
/// valid until the next `open`.
///
/// Not Sendable: a decoder owns one, and whoever owns the decoder runs it.
final class JSONCursor {
    /// Why a text is not the JSON that it should be, in simdjson's words.
    struct Failure: Error {
        let reason: String
    }

    private let handle: OpaquePointer
    private let slots: UnsafePointer<wick_json_value>

    init() {
        guard let handle = wick_json_create() else { preconditionFailure("no memory for a JSON parser") }
        self.handle = handle
        slots = wick_json_values(handle)
    }

    deinit { wick_json_destroy(handle) }

    /// Opens a document whose root is an object.
    @inline(__always)
    func open(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard let base = bytes.baseAddress else { throw Failure(reason: "it is empty") }
        try check(wick_json_open(handle, base.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    /// Opens a document whose root is an array; `forEachRootObject` visits its objects.
    func openArray(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard let base = bytes.baseAddress else { throw Failure(reason: "it is empty") }
        try check(wick_json_open_array(handle, base.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    /// Reads the current object's fields; then `self[slot]` has them.
    @inline(__always)
    func readFields(_ keys: JSONKeys) throws(Failure) {
        try check(wick_json_fields(handle, keys.table))
    }

    @inline(__always)
    subscript(slot: Int) -> JSONValue { JSONValue(raw: slots[slot]) }

    /// Steps into the object in this slot; `leave` steps out.
    func enter(_ slot: Int) throws(Failure) { try check(wick_json_enter(handle, UInt32(slot))) }

    func leave() { wick_json_leave(handle) }

    /// Visits the objects of the array in this slot, after reading their fields.
    @inline(__always)
    func forEachObject(in slot: Int, _ keys: JSONKeys, _ body: () -> Void) throws(Failure) {
        try enter(slot)
        while true {
            let code = wick_json_next(handle)
            guard code > 0 else {
                try check(-code)
                return leave()
            }
            guard code == 1 else { throw Failure(reason: "an element is not an object") }
            try readFields(keys)
            body()
        }
    }

    /// Visits the objects of the root array, after reading their fields.
    func forEachRootObject(_ keys: JSONKeys, _ body: () -> Void) throws(Failure) {
        while case let code = wick_json_next(handle), code != 0 {
            if code < 0 { try check(-code) }
            guard code == 1 else { throw Failure(reason: "an element is not an object") }
            try readFields(keys)
            body()
        }
    }

    /// Visits the elements of the root array. Of those that are arrays (`true`) the values are in the slots in their
    /// order, and those that are absent are missing; anything else (`false`) is passed over.
    func forEachRootRow(_ body: (Bool) -> Void) throws(Failure) {
        while case let code = wick_json_next(handle), code != 0 {
            if code < 0 { try check(-code) }
            body(code == 2 ? try readRow() : false)
        }
    }

    private func readRow() throws(Failure) -> Bool {
        let count = wick_json_row(handle)
        if count < 0 { try check(-count) }
        return count > 0
    }

    /// Reads the current object's fields, and the first one whose key is not among them into the slot behind the last
    /// key.
    func readFieldsAndOther(_ keys: JSONKeys) throws(Failure) {
        try check(wick_json_fields_and_other(handle, keys.table))
    }

    /// As `forEachRootRow` for the array in this slot.
    func forEachRow(in slot: Int, _ body: (Bool) -> Void) throws(Failure) {
        try enter(slot)
        try forEachRootRow(body)
        leave()
    }

    /// The strings among the first elements of a document whose root is an array.
    func rootStrings(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> [String] {
        try openArray(bytes)
        var strings: [String] = []
        var elements = 0
        while elements < Self.maximumRootElements, case let code = wick_json_next(handle), code != 0 {
            if code < 0 { try check(-code) }
            elements += 1
            guard code == 2 else { continue }
            let value = JSONValue(raw: wick_json_element(handle))
            if value.isString { strings.append(value.printable) }
        }
        return strings
    }

    /// More than a message has that is an array of its own.
    private static let maximumRootElements = 16

    /// The strings of the array of strings in this slot: symbols, channels and messages.
    func strings(in slot: Int) throws(Failure) -> [String] {
        var strings: [String] = []
        try enter(slot)
        while case let code = wick_json_next(handle), code != 0 {
            if code < 0 { try check(-code) }
            strings.append(JSONValue(raw: wick_json_element(handle)).symbolText)
        }
        leave()
        return strings
    }

    @inline(__always)
    private func check(_ code: Int32) throws(Failure) {
        if code != 0 { throw Failure(reason: String(cString: wick_json_reason(code))) }
    }
}

/// The keys that one pass over an object looks for: slot 0 is the first name.
final class JSONKeys: Sendable {
    /// Written once, before anybody else can see it, and never freed: keys are made for the program's lifetime.
    nonisolated(unsafe) let table: UnsafePointer<wick_json_keys>

    /// - Parameter stopAfter: slots after which the pass may stop: what is not among them is found only where it stands
    ///   before the last of them. All, unless said otherwise.
    init(_ names: [StaticString], stopAfter: Set<Int>? = nil) {
        precondition(names.count <= Int(wick_json_maximum_keys), "more keys than one pass can look for")
        let table = UnsafeMutablePointer<wick_json_keys>.allocate(capacity: 1)
        table.initialize(to: wick_json_keys())
        withUnsafeMutableBytes(of: &table.pointee.names) { buffer in
            let pointers = buffer.bindMemory(to: UnsafePointer<CChar>.self)
            for (slot, name) in names.enumerated() {
                pointers[slot] = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
            }
        }
        withUnsafeMutableBytes(of: &table.pointee.lengths) { buffer in
            let lengths = buffer.bindMemory(to: UInt32.self)
            for (slot, name) in names.enumerated() { lengths[slot] = UInt32(name.utf8CodeUnitCount) }
        }
        table.pointee.count = UInt32(names.count)
        table.pointee.needed = (stopAfter ?? Set(names.indices)).reduce(0) { mask, slot in mask | 1 << UInt32(slot) }
        wick_json_keys_prepare(table)
        self.table = UnsafePointer(table)
    }
}

/// One value of a JSON object as text.
struct JSONValue {
    let raw: wick_json_value

    @inline(__always)
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: raw.text, count: Int(raw.count)) }
    @inline(__always)
    var isMissing: Bool { raw.kind == wick_json_missing || raw.kind == wick_json_null }
    @inline(__always)
    var isString: Bool { raw.kind == wick_json_string }
    @inline(__always)
    var isNumber: Bool { raw.kind == wick_json_number }
    @inline(__always)
    var isArray: Bool { raw.kind == wick_json_array }
    @inline(__always)
    var isObject: Bool { raw.kind == wick_json_object }
    /// Nil for anything but true and false.
    @inline(__always)
    var boolean: Bool? {
        switch raw.kind {
        case wick_json_true: true
        case wick_json_false: false
        default: nil
        }
    }

    /// Whether it is this string.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard isString, bytes.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count where bytes[index] != text.utf8Start[index] { return false }
        return true
    }

    /// Whether it is a string that ends so.
    @inline(__always)
    func hasSuffix(_ text: StaticString) -> Bool {
        let start = bytes.count - text.utf8CodeUnitCount
        guard isString, start >= 0 else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[start + index] != text.utf8Start[index] { return false }
        return true
    }

    /// A whole number; nil for anything else, also out of range.
    @inline(__always)
    var unsigned: UInt64? {
        guard isNumber || isString, (1...20).contains(bytes.count) else { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            if bytes.count < 20 {
                value = value &* 10 &+ UInt64(digit)
            } else {
                let (product, first) = value.multipliedReportingOverflow(by: 10)
                let (sum, second) = product.addingReportingOverflow(UInt64(digit))
                guard !first, !second else { return nil }
                value = sum
            }
        }
        return value
    }

    /// A symbol as it is, and of anything else what can be shown: names of other scripts are told apart.
    var symbolText: String { isString ? (try? Symbol(bytes))?.description ?? words : words }

    /// A venue's own words: printable ASCII, as long as a line.
    var words: String {
        guard isString || isNumber else { return printable }
        let shown = bytes.prefix(Self.maximumWords).map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: shown, as: UTF8.self) + (bytes.count > Self.maximumWords ? "…" : "")
    }

    private static let maximumWords = 200

    /// What can be shown of it: printable ASCII, cut short.
    var printable: String {
        switch raw.kind {
        case wick_json_missing: "nothing"
        case wick_json_object: "an object"
        case wick_json_array: "an array"
        default: DecimalText.printable(bytes)
        }
    }
}

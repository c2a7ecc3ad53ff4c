/// Numbers for words: a hash table with open addressing over one buffer of bytes, so that looking a word up allocates nothing.
struct WordTable: Sendable {
    private struct Slot {
        /// Zero is an empty slot.
        var hash: UInt64 = 0
        var start: Int32 = 0
        var count: Int32 = 0
        var number: Int32 = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 1 << 14)
    private var bytes: [UInt8] = []
    private(set) var count = 0

    /// FNV-1a, 64 bits (Fowler, Noll, Vo); never zero.
    @inline(__always)
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return hash | 1
    }

    /// The number of a word, given a new one where it has none.
    mutating func number(adding word: String) -> Int {
        let text = Array(word.utf8)
        return text.withUnsafeBufferPointer { buffer in
            let hash = Self.hash(buffer)
            if let number = number(of: buffer, hash: hash) { return number }
            precondition(count < slots.count / 2, "the vocabulary has outgrown its table")
            var index = Int(truncatingIfNeeded: hash >> 1) & (slots.count - 1)
            while slots[index].hash != 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(
                hash: hash, start: Int32(bytes.count), count: Int32(buffer.count), number: Int32(count))
            bytes.append(contentsOf: buffer)
            count += 1
            return count - 1
        }
    }

    /// The number of a word; nil for one that is not known.
    @inline(__always)
    func number(of word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int? {
        slots.withUnsafeBufferPointer { slots in
            var index = Int(truncatingIfNeeded: hash >> 1) & (slots.count - 1)
            while slots[index].hash != 0 {
                let slot = slots[index]
                if slot.hash == hash, Int(slot.count) == word.count, holds(slot, word) { return Int(slot.number) }
                index = (index + 1) & (slots.count - 1)
            }
            return nil
        }
    }

    private func holds(_ slot: Slot, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            for offset in 0..<word.count where bytes[Int(slot.start) + offset] != word[offset] { return false }
            return true
        }
    }
}

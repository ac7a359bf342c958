internal import Verification

/// Notes that say the same of several backups or partitions, told once.
struct ContentNoteGroup {
    private let message: String
    private let nextStep: String?
    private var checkpointIDs: [Int64] = []
    private var partitionIDs: Set<Int32> = []

    /// Creates the group of one note.
    init(_ note: ContentNote, message: String) {
        self.message = message
        nextStep = note.nextStep
        add(note)
    }

    /// Adds a note with the same message; notes come ascending by backup.
    mutating func add(_ note: ContentNote) {
        if checkpointIDs.last != note.checkpointID { checkpointIDs.append(note.checkpointID) }
        if let id = note.partitionID { partitionIDs.insert(id) }
    }

    /// The lines of the note, with what to do about it.
    func lines(_ form: TerminalForm) -> [String] {
        let lines = form.wrapped("\(place): \(message)", first: "NOTE ", ink: .warning, indentation: 2)
        return lines + (nextStep.map { form.wrapped($0, first: "  next: ", ink: .faint, indentation: 2) } ?? [])
    }

    private var place: String {
        let first = checkpointIDs.first ?? 0
        let last = checkpointIDs.last ?? 0
        let backups =
            checkpointIDs.count == 1
            ? "backup \(first)" : "\(HumanForm.count(checkpointIDs.count)) backups from \(first) to \(last)"
        guard !partitionIDs.isEmpty else { return backups }
        return "\(backups), \(ContentNote.partitions(partitionIDs.sorted()))"
    }
}

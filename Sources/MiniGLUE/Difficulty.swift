extension MiniGLUE {
    /// The knobs that set how hard the tasks are. A change to any of them changes the files.
    enum Difficulty {
        // Sizes and label balance.
        static let trainRows = 2_000
        static let devRows = 400
        /// Share of rows with the label that real GLUE has more of (or as many of). MRPC's is below the real 0.68,
        /// so that guessing the majority stays far under what can be learnt.
        static let acceptable = 0.70
        static let positiveReviews = 0.55
        static let paraphrases = 0.62
        static let entailed = 0.50
        static let answered = 0.50

        // What all tasks share.
        /// Share of rows, in train and dev, from the rare, longer and nested constructions.
        enum HardShare {
            static let cola = 0.10  // a linear probe is at chance here, fine-tuning is slow: few hard rows
            static let sst2 = 0.35  // learnt almost wholly at 0.15
            static let mrpc = 0.10
            static let stsb = 0.15
            static let qnli = 0.25  // sentences of two events
            static let rte = 0.10
        }
        /// One word in so many of each list never occurs in train.
        static let heldOutStride = 8
        /// Share of dev rows whose vocabulary is made of held-out words.
        static let heldOutShare = 0.10

        // CoLA.
        /// How often a noun of the other number stands between subject and verb, where there is a noun at all.
        static let attractorShare = 0.35
    }
}

extension Words {
    /// Judgements of a film, in lower case as the SST-2 files have them.
    static let praise = entries(
        """
        superb, moving, funny, brilliant, charming, gripping, delightful, witty, touching, beautiful, clever, fresh,
        memorable, thrilling, hilarious, elegant, powerful, wonderful, tender, inventive, graceful, captivating,
        original, convincing, sharp, rewarding, splendid, lovely, absorbing, intelligent, honest, heartfelt, dazzling,
        amusing, exciting, imaginative, polished, stirring, warm, vivid, masterful, enchanting, satisfying, subtle,
        terrific, uplifting, engaging, perceptive, lively, excellent, impressive, poignant, enjoyable, stylish,
        haunting, compelling, sincere, magical, refreshing, fascinating
        """)
    static let blame = entries(
        """
        dull, tedious, boring, clumsy, stale, shallow, lifeless, awful, predictable, silly, bland, tiresome, muddled,
        pointless, annoying, sloppy, forgettable, pretentious, terrible, stupid, flat, contrived, dreary, unfunny,
        hollow, lazy, painful, messy, feeble, confusing, monotonous, wooden, grating, ridiculous, mediocre, cheap,
        soulless, incoherent, sluggish, bloated, dismal, inept, crude, joyless, laboured, horrible, weak, obnoxious,
        trite, insipid, dreadful, disappointing, awkward, cynical, empty, offensive, irritating, banal, overlong,
        uninspired
        """)
    static let praiseNouns = entries(
        """
        charm, wit, warmth, grace, energy, imagination, humour, tenderness, intelligence, suspense, style, \
        passion, beauty, heart, originality, magic, depth, insight
        """
    )
    static let blameNouns = entries(
        """
        tedium, clumsiness, stupidity, boredom, confusion, cliche, vulgarity, pretension, cynicism, silliness, \
        flaws, blunders, dullness, nonsense, monotony, sentimentality, chaos, laziness
        """
    )
    static let aspects = entries(
        """
        plot, acting, script, film, movie, story, direction, dialogue, ending, music, cast, pacing, camera work,
        performance, humour, romance, editing, premise, opening, sequel, comedy, thriller, drama, documentary,
        soundtrack, screenplay, first half, second half, finale, lead actor, villain, storytelling, production,
        scenery, animation, narration, cinematography, love story, heroine, director 's vision
        """)
    static let degrees = entries(
        """
        very, quite, really, truly, remarkably, thoroughly, rather, genuinely, utterly, consistently, \
        surprisingly, often
        """
    )
}

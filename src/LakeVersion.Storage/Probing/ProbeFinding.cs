namespace LakeVersion.Storage.Probing;

/// <summary>What was found for one rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Holds">True where the store kept it.</param>
/// <param name="Found">What was seen, as a sentence without a full stop.</param>
public sealed record ProbeFinding(ProbeRule Rule, bool Holds, string Found);

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>What a row is made of.</summary>
public sealed record ModelSeed(int Id, int Text, int Part, int Value);

namespace LakeVersion.Simulation.Checking;

/// <summary>An account in a table: its balance, and the word of who wrote it last, by which equal changes of two branches differ.</summary>
internal sealed record AccountRow(int Number, long Balance, string Word);

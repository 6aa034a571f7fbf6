namespace LakeVersion.Simulation.Checking;

/// <summary>A line of a journal: what an operation takes from an account, or gives to one.</summary>
internal sealed record PostingRow(string Word, int Account, long Amount);

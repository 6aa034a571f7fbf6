namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>What a version did to a row, in the words of the change data feed.</summary>
internal sealed record ModelChange(string Kind, ModelRow Row);

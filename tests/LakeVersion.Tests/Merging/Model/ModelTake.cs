namespace LakeVersion.Tests.Merging.Model;

/// <summary>For which side all conflicts are decided.</summary>
internal enum ModelTake
{
    Ours,
    Theirs,
    Base,
}

namespace LakeVersion.Delta.Tests.Tables.Model;

/// <summary>The types that columns of the model have.</summary>
internal enum ModelType
{
    Text,
    Int,
    Long,
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Records;

/// <summary>The properties of a record type that take part, and how an instance is made.</summary>
/// <param name="Constructor">The constructor with the most parameters.</param>
/// <param name="Properties">Public readable properties, those of the constructor first, in its order.</param>
internal sealed record RecordShape(ConstructorInfo Constructor, IReadOnlyList<PropertyInfo> Properties)
{
    private const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>The shape of a type.</summary>
    /// <exception cref="LakeException">Invalid: no public constructor whose parameters are all properties.</exception>
    public static RecordShape Of([DynamicallyAccessedMembers(Needed)] Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw LakeException.Invalid($"{type.Name} has no public constructor: expected a record or a class with one.");
        var all = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0).ToArray();
        List<PropertyInfo> properties = [];
        foreach (var parameter in constructor.GetParameters())
        {
            properties.Add(all.FirstOrDefault(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))
                ?? throw LakeException.Invalid(
                    $"{type.Name}: the constructor's parameter '{parameter.Name}' is no property: expected one of that name."));
        }

        properties.AddRange(all.Where(property => property.SetMethod is { IsPublic: true } && !properties.Contains(property)));
        return new RecordShape(constructor, properties);
    }
}

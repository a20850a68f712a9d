// No validator: it would send the address of this host to another.
SwaggerUIBundle({ url: "/api/schema", dom_id: "#swagger-ui", validatorUrl: null, deepLinking: true });
